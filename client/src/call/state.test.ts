import { describe, expect, it } from "vitest";
import type { CallEvent } from "./events";
import { advance, type Call, NO_CALL } from "./state";

const callAfter = (...events: CallEvent[]): Call => events.reduce(advance, NO_CALL);

const STARTING: CallEvent = { type: "starting" };
const CONNECTED: CallEvent = { type: "connected", at: 1_000 };
const USER: CallEvent = { type: "user-started" };
const PAUSE: CallEvent = { type: "user-stopped", at: 2_000 };
const AGENT: CallEvent = { type: "agent-started" };
const LOST: CallEvent = { type: "lost", at: 5_000, until: 65_000 };

describe("a call", () => {
  it("connects, then listens", () => {
    expect(callAfter(STARTING).state).toBe("connecting");
    expect(callAfter(STARTING, CONNECTED)).toMatchObject({
      state: "listening",
      connectedAt: 1_000,
    });
  });

  it("goes from hearing over thinking to speaking and back to listening", () => {
    const states = [USER, PAUSE, AGENT, { type: "agent-stopped" } as const].map(
      (_, count, events) => callAfter(STARTING, CONNECTED, ...events.slice(0, count + 1)).state,
    );
    expect(states).toEqual(["hearing", "thinking", "speaking", "listening"]);
  });

  it("hears the person who interrupts, and keeps hearing while the agent's sound runs out", () => {
    const interrupted = callAfter(STARTING, CONNECTED, AGENT, USER);
    expect(interrupted.state).toBe("hearing");
    expect(advance(interrupted, { type: "agent-stopped" }).state).toBe("hearing");
    expect(advance(interrupted, AGENT).state).toBe("hearing");
  });

  it("does not take a pause for a question when nobody was heard", () => {
    expect(callAfter(STARTING, CONNECTED, AGENT, PAUSE).state).toBe("speaking");
  });

  it("thinks after typed words", () => {
    const typed: CallEvent = { type: "typed", text: "hello", at: 2_000 };
    expect(callAfter(STARTING, CONNECTED, AGENT, typed).state).toBe("thinking");
  });

  it("listens again when a noise is never answered", () => {
    const thinking = callAfter(STARTING, CONNECTED, USER, PAUSE);
    expect(advance(thinking, { type: "tick", at: 13_000 }).state).toBe("thinking");
    expect(advance(thinking, { type: "tick", at: 15_000 }).state).toBe("listening");
  });

  it("stays lost while old messages trickle in, until the sound is back", () => {
    const lost = callAfter(STARTING, CONNECTED, LOST, AGENT);
    expect(lost.state).toBe("lost");
    expect(advance(lost, { type: "recovered" }).state).toBe("listening");
  });

  it("counts from the loss, and forgets what a server that stopped had announced", () => {
    const stopping: CallEvent = { type: "ending", reason: "stopping", message: "Bye." };
    const lost = callAfter(STARTING, CONNECTED, stopping, LOST);
    expect(lost).toMatchObject({ lostAt: 5_000, backUntil: 65_000, ending: null });
    expect(advance(lost, { type: "returned", awayMs: 9_000 })).toMatchObject({
      state: "listening",
      connectedAt: 1_000,
      lostAt: 0,
    });
  });

  it("remembers the server's reason for its end", () => {
    const ending: CallEvent = { type: "ending", reason: "idle", message: "Nobody spoke." };
    const over = callAfter(STARTING, CONNECTED, ending, {
      type: "ended",
      reason: "hung-up",
      at: 9_000,
    });
    expect(over).toMatchObject({
      state: "ended",
      endedAt: 9_000,
      ending: { reason: "idle", message: "Nobody spoke." },
    });
  });

  it("is ready again, not over, when it never connected", () => {
    expect(callAfter(STARTING, { type: "ended", reason: "failed", at: 9_000 })).toEqual(NO_CALL);
  });

  it("ends once", () => {
    const over = callAfter(STARTING, CONNECTED, { type: "ended", reason: "you", at: 9_000 });
    expect(advance(over, { type: "ended", reason: "dropped", at: 9_500 })).toBe(over);
  });

  it("does not connect after it was cancelled", () => {
    const cancelled = callAfter(STARTING, { type: "ended", reason: "failed", at: 900 }, CONNECTED);
    expect(cancelled.state).toBe("ready");
  });
});
