import { describe, expect, it } from "vitest";
import type { Membership } from "../call/membership";
import { type AppEvent, OPENING, update } from "./state";

const ME = { id: "guest-1", name: "Caller 1" };
const ANNA = { id: "guest-2", name: "Anna" };
const MEMBERSHIP: Membership = {
  conversationId: "c1",
  resumeToken: "r1",
  inviteToken: "i1",
  me: ME,
  participants: [ME],
  graceSecs: 60,
};
const CALLING: AppEvent[] = [
  { type: "starting" },
  { type: "welcomed", membership: MEMBERSHIP, resumed: false },
  { type: "connected", at: 1_000 },
];
const JOINED: AppEvent = { type: "joined", who: ANNA, participants: [ME, ANNA] };

const callAfter = (...events: AppEvent[]) => [...CALLING, ...events].reduce(update, OPENING);
const heardBy = (by: string): AppEvent => ({ type: "heard", text: "hello", final: true, by });
const speaker = (...events: AppEvent[]) => callAfter(...events).captions.list.at(-1)?.by;

describe("who speaks", () => {
  it("is not named where there is one person", () => {
    expect(speaker(heardBy("guest-1"))).toBe("");
    expect(speaker(heardBy("some-connection"))).toBe("");
  });

  it("is named by what the others are called", () => {
    expect(speaker(JOINED, heardBy("guest-2"))).toBe("Anna");
    expect(speaker(JOINED, heardBy("guest-1"))).toBe("");
  });
});

describe("what somebody typed", () => {
  const typedBy = (by: string): AppEvent => ({ type: "typed", text: "hello", at: 2_000, by });

  it("is shown to the others", () => {
    const { list } = callAfter(JOINED, typedBy("guest-2")).captions;
    expect(list.at(-1)).toMatchObject({ who: "user", by: "Anna", text: "hello", typed: true });
  });

  it("is shown once to whom it came from", () => {
    const own: AppEvent = { type: "typed", text: "hello", at: 2_000 };
    expect(callAfter(own, typedBy("guest-1")).captions.list).toHaveLength(1);
  });
});

describe("who takes part", () => {
  it("changes as people come and go", () => {
    expect(callAfter(JOINED).membership?.participants).toEqual([ME, ANNA]);
    const left: AppEvent = { type: "left", who: ANNA, participants: [ME] };
    expect(callAfter(JOINED, left).membership?.participants).toEqual([ME]);
  });
});

describe("what the server does with a call", () => {
  const recording: AppEvent = { type: "recording", on: true };

  it("is told while it is recorded, and no longer", () => {
    expect(callAfter(recording).recording).toBe(true);
    expect(callAfter(recording, { type: "recording", on: false }).recording).toBe(false);
    expect(callAfter(recording, { type: "ended", reason: "you", at: 2_000 }).recording).toBe(false);
  });

  it("is with another voice from when it was changed, until another conversation begins", () => {
    const voice: AppEvent = { type: "changed", setup: { voice: "ann" } };
    const prompt: AppEvent = { type: "changed", setup: { system_prompt: "A pirate." } };
    const changed = callAfter(voice, prompt, { type: "ended", reason: "dropped", at: 2_000 });
    expect(changed.setup).toEqual({ voice: "ann", system_prompt: "A pirate." });
    expect(update(changed, { type: "starting", continued: true }).setup).toEqual(changed.setup);
    expect(update(changed, { type: "starting" }).setup).toEqual({});
  });
});

describe("a conversation that can be gone on with", () => {
  const over = (reason: "you" | "dropped" | "hung-up"): AppEvent => ({
    type: "ended",
    reason,
    at: 2_000,
  });
  const ending = (reason: "goodbye" | "idle" | "error" | "replaced"): AppEvent => ({
    type: "ending",
    reason,
    message: "",
  });

  it.each(["idle", "error", "replaced"] as const)("is one that ended by %s", (reason) => {
    expect(callAfter(ending(reason), over("hung-up")).membership).toEqual(MEMBERSHIP);
  });

  it("is one that was cut off", () => {
    expect(callAfter(over("dropped")).membership).toEqual(MEMBERSHIP);
  });

  it("is not one that somebody wanted to end", () => {
    expect(callAfter(over("you")).membership).toBeNull();
    expect(callAfter(ending("goodbye"), over("hung-up")).membership).toBeNull();
  });

  it("is forgotten when a new one begins", () => {
    expect(callAfter(over("dropped"), { type: "starting" }).membership).toBeNull();
  });
});
