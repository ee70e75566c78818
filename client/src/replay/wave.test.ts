import { expect, it } from "vitest";
import type { Peaks } from "./peaks";
import { twoSittings } from "./sample";
import { timelineOf } from "./timeline";
import { seamsOf, ticksOf, waveOf } from "./wave";

const timeline = timelineOf(twoSittings(), true);
const peaks = new Map<number, Peaks>([[1, { secs: 10, caller: [0, 255], agent: [64, 0] }]]);

it("draws the caller above and the agent below, as loud as they were", () => {
  // Ten of fifteen seconds; silence is a thin line.
  expect(waveOf(timeline, peaks, "caller")).toContain("M0 50L0 49.25L333.33 0L666.67 50Z");
  expect(waveOf(timeline, peaks, "agent")).toBe("M0 50L0 75.05L333.33 50.75L666.67 50Z");
});

it("draws what has no sound by its lines", () => {
  // The second sitting's only line, of two seconds.
  expect(waveOf(timeline, peaks, "caller")).toContain("M866.67 50V30H1000V50Z");
  expect(waveOf(timeline, new Map(), "agent")).toBe("M66.67 50V70H133.33V50ZM400 50V70H600V50Z");
});

it("marks where lines begin, and where one sitting ends", () => {
  expect(ticksOf(timeline)).toBe("M66.67 100V92M266.67 0V8M400 100V92M866.67 0V8");
  expect(seamsOf(timeline)).toBe("M666.67 0V100");
});

it("draws nothing of nothing", () => {
  expect(waveOf({ secs: 0, stretches: [], cues: [] }, new Map(), "caller")).toBe("");
});
