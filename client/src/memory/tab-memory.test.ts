// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { type AppEvent, type AppState, OPENING, update } from "../app/state";
import type { Membership } from "../call/membership";
import { isExpected, memorable, rememberedCaptions, tabMemory } from "./tab-memory";

const MEMBERSHIP: Membership = {
  conversationId: "c1",
  resumeToken: "r1",
  inviteToken: "i1",
  me: { id: "guest-1", name: "Caller 1" },
  participants: [{ id: "guest-1", name: "Caller 1" }],
  graceSecs: 60,
};
const NOW = 1_000_000;
const CALLING: AppEvent[] = [
  { type: "starting" },
  { type: "welcomed", membership: MEMBERSHIP, resumed: false },
  { type: "connected", at: NOW },
];

const callAfter = (...events: AppEvent[]): AppState =>
  [...CALLING, ...events].reduce(update, OPENING);
const said = (count: number, text: string): AppEvent[] =>
  Array.from({ length: count }, (_, at) => ({ type: "typed", text: `${text} ${at}`, at: NOW }));

function remembered(state: AppState) {
  tabMemory.set(memorable(state, NOW));
  const memory = tabMemory.get();
  if (!memory) throw new Error("nothing was remembered");
  return memory;
}

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

describe("a tab that is loaded anew", () => {
  it("remembers whose conversation it was, and what was said", () => {
    const memory = remembered(callAfter(...said(2, "hello")));
    expect(memory.membership).toEqual(MEMBERSHIP);
    expect(rememberedCaptions(memory).list.map(({ text }) => text)).toEqual(["hello 0", "hello 1"]);
  });

  it("goes on by itself within the server's patience, if a call was cut off", () => {
    const memory = remembered(callAfter());
    expect(isExpected(memory, NOW + 59_000)).toBe(true);
    expect(isExpected(memory, NOW + 61_000)).toBe(false);
  });

  it("waits for the person if the call was over", () => {
    const over = callAfter({ type: "ended", reason: "dropped", at: NOW });
    expect(isExpected(remembered(over), NOW)).toBe(false);
  });

  it("finishes what was under way, and forgets what was only guessed", () => {
    const memory = remembered(
      callAfter(
        { type: "agent-started" },
        { type: "segment", id: 1, spoken: "Once upon", complete: false },
        { type: "user-started" },
        { type: "heard", text: "hm", final: false },
      ),
    );
    expect(rememberedCaptions(memory).list).toMatchObject([
      { who: "agent", text: "Once upon", final: true, cut: true },
    ]);
  });

  it("goes on counting its lines where it stopped", () => {
    const state = callAfter(...said(3, "hello"));
    const { list, nextId } = rememberedCaptions(remembered(state));
    expect(nextId).toBeGreaterThan(Math.max(...list.map(({ id }) => id)));
  });
});

describe("what is remembered", () => {
  it("is bounded: the last lines of a long talk", () => {
    const { captions } = remembered(callAfter(...said(300, "line")));
    expect(captions).toHaveLength(200);
    expect(captions.at(-1)?.text).toBe("line 299");
  });

  it("is bounded in characters, too", () => {
    const { captions } = remembered(callAfter(...said(150, "x".repeat(1_000))));
    const characters = captions.reduce((sum, { text }) => sum + text.length, 0);
    expect(characters).toBeLessThanOrEqual(100_000);
    expect(captions.length).toBeGreaterThan(90);
  });

  it("is nothing once the person has hung up or the agent said goodbye", () => {
    const ending: AppEvent = { type: "ending", reason: "goodbye", message: "" };
    expect(memorable(callAfter({ type: "ended", reason: "you", at: NOW }), NOW)).toBeNull();
    const goodbye = callAfter(ending, { type: "ended", reason: "hung-up", at: NOW });
    expect(memorable(goodbye, NOW)).toBeNull();
  });

  it("is nothing where another version of the page wrote something else", () => {
    for (const stored of ["{}", "nonsense", '{"membership":{}}', '{"at":1}', "[1]", '"x"']) {
      sessionStorage.setItem("repartee.conversation", stored);
      expect(tabMemory.get()).toBeNull();
    }
  });

  it("is nothing where the browser forbids it, which breaks no call", () => {
    vi.stubGlobal("sessionStorage", {
      getItem: () => {
        throw new DOMException("no", "SecurityError");
      },
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    });
    tabMemory.set(memorable(callAfter(), NOW));
    expect(tabMemory.get()).toBeNull();
  });
});
