import { loggedOf } from "../history/logged";
import { NO_STORY, type Story, tell } from "../history/story";

const BEGAN = Date.parse("2026-03-01T12:00:00Z");
const DAY_SECS = 86_400;

/** A talk of two sittings of 10 and 5 seconds on two days; the first one is recorded, for tests. */
export function twoSittings(soundSecs: number | null = 10): Story {
  return storyOf(
    [0, { kind: "session-started", sitting: 1 }],
    [0, { kind: "recording-made", sitting: 1, file: "x", secs: soundSecs }],
    [2, { kind: "agent-turn", heard: "Hello.", span: { begin: 1, end: 2 } }],
    [5, { kind: "user-turn", turn: 1, text: "A story", span: { begin: 4, end: 5 } }],
    [5.5, { kind: "tool-called", turn: 1, call_id: "c", tool: "find_story" }],
    [9, { kind: "agent-turn", turn: 1, heard: "Once upon", span: { begin: 6, end: 9 } }],
    [10, { kind: "session-ended", reason: "caller-left", secs: 10 }],
    [DAY_SECS, { kind: "session-started", sitting: 2 }],
    [DAY_SECS + 3, { kind: "user-turn", turn: 2, text: "Go on", typed: true }],
    [DAY_SECS + 5, { kind: "session-ended", reason: "goodbye", secs: 5 }],
  );
}

/** The story of what happened so many seconds after the beginning. */
export function storyOf(...events: [number, Record<string, unknown>][]): Story {
  return events
    .map(([secs, event], place) => {
      const at = new Date(BEGAN + secs * 1000).toISOString();
      return loggedOf({ number: place + 1, event: { at, ...event } });
    })
    .filter((each) => each !== null)
    .reduce(tell, NO_STORY);
}
