// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiFailure } from "../api/failure";
import type { ServerInfo, StartChoices } from "../api/types";
import type { Connection, ConnectionListener } from "../call/connection";
import type { AgentMessage } from "../call/messages";
import { WayFinder } from "../call/way-finder";
import { CallMedia } from "../media/call-media";
import type { ServerWatch } from "../server/server-watch";
import { Store } from "../store";
import { STRINGS } from "../strings";
import { Conversation } from "./conversation";
import { type Dialled, Stopped } from "./dialler";
import { type AppEvent, type AppState, OPENING, update } from "./state";
import type { Voices } from "./voices";

const CONVERSATION: AgentMessage = {
  type: "server-message",
  data: {
    type: "conversation",
    id: "c1",
    resume_token: "r1",
    invite_token: "i1",
    participant: { id: "guest-1", name: "Caller 1" },
    participants: [{ id: "guest-1", name: "Caller 1" }],
    resumed: false,
    grace_secs: 60,
  },
};
const RETURN = { conversation_id: "c1", resume_token: "r1" };
const INFO = { transports: ["webrtc", "websocket"], transport: "webrtc" } as ServerInfo;

const resumed = (yes: boolean): AgentMessage => ({
  ...CONVERSATION,
  data: { ...(CONVERSATION.data as object), resumed: yes },
});
const ending = (reason: string): AgentMessage => ({
  type: "server-message",
  data: { type: "ending", reason, message: "" },
});

/** One connection as the far end sees it. */
class Line {
  alive = true;
  closed: "no" | "closed" | "hung-up" = "no";
  #signs = 0;
  readonly listener: ConnectionListener;

  constructor(listener: ConnectionListener) {
    this.listener = listener;
  }

  signsOfLife = async () => (this.alive ? ++this.#signs : this.#signs);
  counts = async () => null;
  sendText = async () => undefined;
  close = async () => {
    this.closed = "closed";
  };
  hangUp = async () => {
    this.closed = "hung-up";
  };
}

class FakeServer {
  readonly asked: StartChoices[] = [];
  readonly lines: Line[] = [];
  /** What goes wrong with the next attempts. */
  troubles: Error[] = [];
  reachable = true;
  resumes = true;

  checkAtOnce = async () => this.reachable;
  check = async () => this.reachable;

  dial = async (
    request: StartChoices,
    _media: CallMedia,
    listener: ConnectionListener,
    signal: AbortSignal,
  ): Promise<Dialled> => {
    this.asked.push(request);
    const trouble = this.troubles.shift();
    if (trouble) throw trouble;
    if (signal.aborted) throw new Stopped();
    const line = new Line(listener);
    this.lines.push(line);
    const known = request.resume_token !== undefined;
    line.listener.onMessage(resumed(known && this.resumes));
    return { connection: line as unknown as Connection, way: "webrtc", changedWay: false };
  };

  get line(): Line {
    return this.lines.at(-1) as Line;
  }
}

let server: FakeServer;
let store: Store<AppState, AppEvent>;
let conversation: Conversation;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  server = new FakeServer();
  store = new Store(OPENING, update);
  store.dispatch({ type: "info", info: INFO, phrases: [] });
  const track = { stop: vi.fn(), enabled: true } as unknown as MediaStreamTrack;
  const voices = {
    open: async () => new CallMedia(track),
    close: vi.fn(),
    play: vi.fn(),
    watch: vi.fn(),
  };
  conversation = new Conversation(
    store,
    server,
    voices as unknown as Voices,
    server as unknown as ServerWatch,
    new WayFinder(),
  );
});

afterEach(() => {
  conversation.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const secs = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);
const state = () => store.state.call.state;
const notes = () =>
  store.state.captions.list.filter(({ who }) => who === "note").map(({ text }) => text);

async function gone(): Promise<void> {
  server.reachable = false;
  server.line.alive = false;
  conversation.serverChanged(false);
  await secs(0);
}

describe("a connection that is lost", () => {
  beforeEach(() => conversation.start());

  it("is made again by itself, as the same person in the same conversation", async () => {
    server.line.listener.onBroken();
    expect(state()).toBe("lost");
    await secs(1);
    expect(state()).toBe("listening");
    expect(server.asked.at(-1)).toMatchObject(RETURN);
    expect(server.lines).toHaveLength(2);
    expect(server.lines[0]?.closed).toBe("closed");
  });

  it("tells for how long it was lost", async () => {
    await gone();
    await secs(12);
    server.reachable = true;
    conversation.serverChanged(true);
    await secs(2);
    expect(notes()).toEqual([expect.stringMatching(/lost for 1[234] seconds/)]);
  });

  it("is noticed though nothing is closed, where no sound comes but the server answers", async () => {
    server.line.alive = false;
    await secs(4);
    expect(state()).toBe("lost");
    await secs(2);
    expect(state()).toBe("listening");
    expect(server.lines).toHaveLength(2);
  });

  it("is kept where the sound comes back before another connection is made", async () => {
    await gone();
    await secs(8);
    server.reachable = true;
    server.line.alive = true;
    conversation.serverChanged(true);
    await secs(2);
    expect(state()).toBe("listening");
    expect(server.lines).toHaveLength(1);
  });

  it("waits for a server that was restarted, and hurries when it is back", async () => {
    await gone();
    await secs(30);
    expect(server.asked).toHaveLength(1);
    expect(store.state.problem?.code).toBe("server-gone");
    server.reachable = true;
    conversation.serverChanged(true);
    await secs(2);
    expect(state()).toBe("listening");
    expect(store.state.problem).toBeNull();
  });

  it("is made again after a server said that it stops", async () => {
    server.line.listener.onMessage(ending("stopping"));
    server.line.listener.onBroken();
    expect(state()).toBe("lost");
    await secs(1);
    expect(state()).toBe("listening");
    expect(store.state.call.ending).toBeNull();
  });

  it("shows until when the agent waits, and can be gone on with after that", async () => {
    await gone();
    expect(store.state.call.backUntil - store.state.call.lostAt).toBe(60_000);
    await secs(61);
    expect(store.state.call).toMatchObject({ state: "ended", ending: { reason: "dropped" } });
    expect(store.state.membership).not.toBeNull();
    server.reachable = true;
    await conversation.goOn();
    expect(state()).toBe("listening");
    expect(server.asked.at(-1)).toMatchObject(RETURN);
  });

  it("is given up when the person has had enough; they may still go on later", async () => {
    await gone();
    conversation.stop();
    server.reachable = true;
    await secs(10);
    expect(state()).toBe("ended");
    expect(server.lines).toHaveLength(1);
    expect(store.state.membership).not.toBeNull();
  });

  it("is tried again while the server has other trouble", async () => {
    server.troubles = [new ApiFailure("status", 503), new ApiFailure("unreachable")];
    server.line.listener.onBroken();
    await secs(5);
    expect(state()).toBe("listening");
    expect(server.asked).toHaveLength(4);
  });

  it("is not tried again when the server knows no such conversation", async () => {
    server.troubles = [new ApiFailure("status", 404, "It is not kept here any more.")];
    server.line.listener.onBroken();
    await secs(10);
    expect(server.asked).toHaveLength(2);
    expect(state()).toBe("ended");
    expect(store.state.membership).toBeNull();
    expect(store.state.problem).toMatchObject({
      code: "cannot-continue",
      detail: "It is not kept here any more.",
    });
  });

  it("says so when the agent comes back without its memory", async () => {
    server.resumes = false;
    server.line.listener.onBroken();
    await secs(1);
    expect(notes()).toContain(STRINGS.startedAnew);
  });
});

describe("an end on purpose", () => {
  beforeEach(() => conversation.start());

  it("is told to the server, and leaves nothing to go on with", () => {
    conversation.stop();
    expect(server.line.closed).toBe("hung-up");
    expect(store.state.membership).toBeNull();
  });

  it.each(["goodbye", "idle", "time-limit", "replaced"])("by %s is final", async (reason) => {
    server.line.listener.onMessage(ending(reason));
    server.line.listener.onBroken();
    await secs(10);
    expect(store.state.call).toMatchObject({ state: "ended", ending: { reason } });
    expect(server.lines).toHaveLength(1);
  });

  it("is not what a page says that is loaded anew", () => {
    conversation.leave();
    expect(server.line.closed).toBe("closed");
    expect(store.state.membership).not.toBeNull();
  });
});

describe("another way", () => {
  it("chosen in mid-call is taken at once, in the same conversation", async () => {
    await conversation.start();
    conversation.chooseWay("websocket");
    await secs(1);
    expect(server.lines).toHaveLength(2);
    expect(server.asked.at(-1)).toMatchObject(RETURN);
    expect(state()).toBe("listening");
  });

  it("chosen between calls changes nothing yet", () => {
    conversation.chooseWay("websocket");
    expect(state()).toBe("ready");
    expect(server.asked).toEqual([]);
  });
});

describe("a conversation with others", () => {
  it("is joined with the invitation's token and the person's name", async () => {
    const invitation = { conversationId: "c1", inviteToken: "i1" };
    await conversation.start({ invitation, name: "Anna" });
    expect(server.asked[0]).toMatchObject({
      conversation_id: "c1",
      invite_token: "i1",
      name: "Anna",
    });
    expect(server.asked[0]).not.toHaveProperty("resume_token");
  });

  it.each([403, 404])("is not joined by an invitation that is no good (%d)", async (status) => {
    server.troubles = [new ApiFailure("status", status, "The token is wrong.")];
    const invitation = { conversationId: "c1", inviteToken: "wrong" };
    await conversation.start({ invitation, name: "Anna" });
    expect(store.state.problem).toMatchObject({ code: "bad-invitation", detail: "" });
  });

  it("is not joined when it is full, and says so in the server's words", async () => {
    server.troubles = [new ApiFailure("status", 409, "There are 5 people in this conversation.")];
    const invitation = { conversationId: "c1", inviteToken: "i1" };
    await conversation.start({ invitation, name: "Anna" });
    expect(store.state.problem).toMatchObject({
      code: "refused",
      detail: "There are 5 people in this conversation.",
    });
  });
});

describe("a start that fails", () => {
  it("says why, and begins nothing", async () => {
    server.troubles = [new ApiFailure("status", 503, "All 8 lines are busy.", 30)];
    await conversation.start({ firstWords: "hello" });
    expect(state()).toBe("ready");
    expect(server.asked).toHaveLength(1);
    expect(store.state.problem).toMatchObject({ code: "server-full", retryAfterSecs: 30 });
  });
});
