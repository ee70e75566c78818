// @vitest-environment happy-dom
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Membership } from "../call/membership";
import { type Call, NO_CALL } from "../call/state";
import { browserMemory } from "../memory/browser-memory";
import { STRINGS } from "../strings";
import { Company } from "./company";
import { Controls } from "./controls";
import { Join } from "./join";
import { Stage } from "./stage";

vi.mock("./voice-line", () => ({ VoiceLine: () => null }));
vi.mock("./microphone-meter", () => ({ MicrophoneMeter: () => null }));

let host: HTMLElement;
let root: Root;

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
});

afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
  localStorage.clear();
});

const show = (node: ReactNode) => act(() => root.render(node));
const find = (id: string) => host.querySelector<HTMLElement>(`[data-testid="${id}"]`);
const press = (id: string) => act(async () => find(id)?.click());

const LOST: Call = {
  ...NO_CALL,
  state: "lost",
  lostAt: Date.now(),
  backUntil: Date.now() + 48_000,
};

describe("a lost connection", () => {
  const stage = (call: Call) => (
    <Stage
      call={call}
      microphone="on"
      sound={null as never}
      running={[]}
      holdToTalk={false}
      offer={null}
    />
  );

  it("says how long the agent waits", () => {
    show(stage(LOST));
    expect(find("hint")?.textContent).toBe(STRINGS.comingBack(48));
  });

  it("is read out once, not every second", () => {
    show(stage(LOST));
    const status = host.querySelector('[role="status"]')?.textContent;
    expect(status).toBe(`${STRINGS.states.lost}. ${STRINGS.hints.lost}`);
    expect(status).not.toMatch(/\d/);
  });
});

describe("the one button", () => {
  const doNothing = () => undefined;
  const controls = (call: Call, canGoOn: boolean, onGoOn = doNothing, onStart = doNothing) => (
    <Controls
      call={call}
      microphone="on"
      sound={null as never}
      hold={null}
      canGoOn={canGoOn}
      onStart={onStart}
      onGoOn={onGoOn}
      onStop={doNothing}
      onMicrophone={doNothing}
    />
  );

  it("stops the page from trying to come back", () => {
    show(controls(LOST, true));
    expect(find("stop")?.textContent).toBe(STRINGS.stopTrying);
  });

  it("goes on with what was begun; another one begins anew", async () => {
    const [onGoOn, onStart] = [vi.fn(), vi.fn()];
    show(controls(NO_CALL, true, onGoOn, onStart));
    await press("go-on");
    expect(onGoOn).toHaveBeenCalledOnce();
    await press("start");
    expect(onStart).toHaveBeenCalledOnce();
  });

  it("only begins where there is nothing to go on with", () => {
    show(controls(NO_CALL, false));
    expect(find("go-on")).toBeNull();
    expect(find("start")).not.toBeNull();
  });
});

describe("company", () => {
  const ME = { id: "guest-1", name: "Caller 1" };
  const membership: Membership = {
    conversationId: "c1",
    resumeToken: "r1",
    inviteToken: "i1",
    me: ME,
    participants: [ME],
    graceSecs: 60,
  };

  it("is shown by name as soon as there is any", () => {
    show(<Company membership={membership} open />);
    expect(find("participants")).toBeNull();
    const participants = [ME, { id: "guest-2", name: "Anna" }, { id: "guest-3", name: "" }];
    show(<Company membership={{ ...membership, participants }} open />);
    const names = Array.from(find("participants")?.children ?? [], (each) => each.textContent);
    expect(names).toEqual([STRINGS.you, "Anna", STRINGS.somebody]);
  });

  it("is asked in by a link that is copied", async () => {
    const writeText = vi.fn(async () => undefined);
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    show(<Company membership={membership} open />);
    await press("invite");
    expect(writeText).toHaveBeenCalledWith(expect.stringMatching(/#join=c1\.i1$/));
    expect(find("invited")?.textContent).toBe(STRINGS.invitationCopied);
    expect(JSON.stringify(writeText.mock.calls)).not.toContain("r1");
  });

  it("is told of the copied link for a while only, and anew each time", async () => {
    vi.useFakeTimers();
    try {
      vi.stubGlobal("navigator", { clipboard: { writeText: async () => undefined } });
      show(<Company membership={membership} open />);
      const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
      await press("invite");
      await pass(5_000);
      await press("invite");
      await pass(5_000);
      expect(find("invited")?.textContent).toBe(STRINGS.invitationCopied);
      await pass(2_000);
      expect(find("invited")?.textContent).toBe("");
    } finally {
      vi.useRealTimers();
    }
  });

  it("is asked in by a link that is shown, where the browser copies nothing", async () => {
    vi.stubGlobal("navigator", {});
    show(<Company membership={membership} open />);
    await press("invite");
    expect(find("invitation-link")).toMatchObject({
      value: expect.stringContaining("#join=c1.i1"),
    });
  });

  it("is nothing outside a conversation", () => {
    show(<Company membership={membership} open={false} />);
    expect(host.textContent).toBe("");
  });
});

describe("someone who was invited", () => {
  it("says who they are, and is known next time", () => {
    const onJoin = vi.fn();
    show(<Join onJoin={onJoin} onDecline={vi.fn()} />);
    const input = find("name") as HTMLInputElement;
    act(() => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(
        input,
        " Anna ",
      );
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    act(() => host.querySelector("form")?.requestSubmit());
    expect(onJoin).toHaveBeenCalledWith("Anna");
    expect(browserMemory.name.get()).toBe("Anna");
  });
});
