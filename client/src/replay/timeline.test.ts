import { describe, expect, it } from "vitest";
import { NO_STORY } from "../history/story";
import { twoSittings } from "./sample";
import {
  lineAt,
  nextLine,
  placeAt,
  previousLine,
  type Timeline,
  timelineOf,
  timeOf,
} from "./timeline";

const timeline = timelineOf(twoSittings(), true);
const HELLO = 3;
const A_STORY = 4;
const ONCE = 6;
const GO_ON = 9;

describe("the timeline", () => {
  it("has one sitting after the other, without the day between", () => {
    expect(timeline.secs).toBe(15);
    expect(timeline.stretches).toEqual([
      { sitting: 1, begin: 0, secs: 10, soundSecs: 10 },
      { sitting: 2, begin: 10, secs: 5, soundSecs: 0 },
    ]);
  });

  it("has no sound where recordings are gone", () => {
    const { stretches } = timelineOf(twoSittings(), false);
    expect(stretches.map(({ soundSecs }) => soundSecs)).toEqual([0, 0]);
  });

  it("is as long as the sound where nothing was said at its end", () => {
    expect(timelineOf(twoSittings(12), true).secs).toBe(17);
  });

  it("has a place for each line: where it was said, or else when it was written down", () => {
    expect([HELLO, A_STORY, ONCE, GO_ON].map((id) => timeOf(timeline, id))).toEqual([1, 4, 6, 13]);
    expect(timeOf(timeline, 99)).toBeNull();
  });

  it("of nothing is empty", () => {
    const nothing = timelineOf(NO_STORY, true);
    expect(nothing).toEqual({ secs: 0, stretches: [], cues: [] });
    expect(placeAt(nothing, 3)).toBeNull();
    expect(lineAt(nothing, 3)).toBe(0);
  });
});

describe("a time", () => {
  it.each([
    [-1, 1, 0],
    [9.9, 1, 9.9],
    [10, 2, 0],
    [99, 2, 5],
  ])("of %d s is in sitting %d at %d s", (position, sitting, offset) => {
    expect(placeAt(timeline, position)).toMatchObject({ stretch: { sitting }, offset });
  });

  it.each([
    [0.5, 0],
    [1.5, HELLO],
    [3, HELLO],
    [4.2, A_STORY],
    // The tool is beside the talk.
    [5.6, A_STORY],
    [8, ONCE],
    [14, GO_ON],
  ])("of %d s shows line %d", (position, line) => {
    expect(lineAt(timeline, position)).toBe(line);
  });

  it("in which both talk shows who began last, and then who goes on", () => {
    const cues = [
      { id: 1, who: "agent" as const, begin: 0, end: 6 },
      { id: 2, who: "user" as const, begin: 2, end: 3 },
    ];
    const both: Timeline = { secs: 9, stretches: [], cues };
    expect([1, 2.5, 4, 7].map((at) => lineAt(both, at))).toEqual([1, 2, 1, 2]);
  });

  it.each([
    [0, 1, 0],
    [1, 4, 0],
    [4.5, 6, 1],
    // Who has heard much of a line wants to hear it again.
    [8, 13, 6],
    [14, 15, 6],
    [14.5, 15, 13],
  ])("of %d s is before %d s and after %d s", (position, next, previous) => {
    expect(nextLine(timeline, position)).toBe(next);
    expect(previousLine(timeline, position)).toBe(previous);
  });
});
