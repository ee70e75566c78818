import { expect, it } from "vitest";
import type { CallEvent } from "./events";
import { type RunningTool, runningAfter } from "./running-tools";

const called = (callId: string, tool: string, at = 0): CallEvent => ({
  type: "tool-called",
  callId,
  tool,
  arguments: [],
  at,
});
const ended = (callId: string): CallEvent => ({
  type: "tool-ended",
  callId,
  outcome: "",
  failed: false,
});
const after = (...events: CallEvent[]) =>
  events.reduce<readonly RunningTool[]>(runningAfter, []).map(({ tool }) => tool);

it("tells which tools are at work, until each is done", () => {
  expect(after(called("1", "get weather"), called("2", "read mail"))).toEqual([
    "get weather",
    "read mail",
  ]);
  expect(after(called("1", "get weather"), called("2", "read mail"), ended("1"))).toEqual([
    "read mail",
  ]);
});

it("tells since when", () => {
  expect(runningAfter([], called("1", "get weather", 7))).toEqual([
    { callId: "1", tool: "get weather", since: 7, progress: null },
  ]);
});

it("tells how far each is", () => {
  const progress = { share: 0.5, note: "page 2" };
  const [one, two] = [
    called("1", "read book"),
    called("2", "read mail"),
    { type: "tool-progress", callId: "1", progress } as const,
  ].reduce<readonly RunningTool[]>(runningAfter, []);
  expect(one?.progress).toEqual(progress);
  expect(two?.progress).toBeNull();
});

it("forgets what was at work when the call is over, or is another one", () => {
  for (const event of [
    { type: "ended", reason: "you", at: 0 },
    { type: "returned", awayMs: 1 },
    { type: "starting" },
  ] as const) {
    expect(after(called("1", "get weather"), event)).toEqual([]);
  }
});

it("is the same list where nothing changes", () => {
  const running = runningAfter([], called("1", "get weather"));
  expect(runningAfter(running, ended("other"))).toBe(running);
  expect(runningAfter(running, { type: "agent-started" })).toBe(running);
});
