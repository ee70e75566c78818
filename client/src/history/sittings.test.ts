import { expect, it } from "vitest";
import { loggedOf } from "./logged";
import { type Sitting, SOME_SOUND, sittingsAfter } from "./sittings";

const BEGAN = Date.parse("2026-03-01T12:00:00Z");

/** How many seconds after the beginning something happened, and what. */
type Happened = [number, Record<string, unknown>];

function after(...events: Happened[]): readonly Sitting[] {
  return events
    .map(([secs, event], place) => {
      const at = new Date(BEGAN + secs * 1000).toISOString();
      return loggedOf({ number: place + 1, event: { at, ...event } });
    })
    .filter((each) => each !== null)
    .reduce(sittingsAfter, []);
}

it("last until the last thing that happened in them", () => {
  const sittings = after(
    [0, { kind: "session-started", sitting: 1 }],
    [4, { kind: "user-turn", text: "hello", span: { begin: 2, end: 3.5 } }],
    [9, { kind: "session-ended", reason: "lost", secs: 0 }],
    [3600, { kind: "tool-answered", call_id: "late" }],
    [86_400, { kind: "session-started", sitting: 2 }],
    [86_403, { kind: "agent-turn", heard: "Hi.", span: { begin: 2, end: 4.5 } }],
  );
  expect(sittings).toMatchObject([
    { number: 1, beganAt: BEGAN, secs: 9 },
    { number: 2, beganAt: BEGAN + 86_400_000, secs: 4.5 },
  ]);
});

it("are recorded as far as the recording goes", () => {
  const started: Happened = [0, { kind: "session-started", sitting: 1 }];
  const begun = { kind: "recording-made", sitting: 1, file: "x" };
  expect(after(started)[0]?.soundSecs).toBeNull();
  expect(after(started, [0, begun])[0]?.soundSecs).toBe(SOME_SOUND);
  const ended = after(started, [0, begun], [9, { ...begun, secs: 7.5 }]);
  expect(ended[0]).toMatchObject({ soundSecs: 7.5, secs: 0 });
});

it("have a beginning, though nobody wrote it down", () => {
  expect(after([3, { kind: "user-turn", text: "hello" }])).toMatchObject([
    { number: 1, beganAt: BEGAN + 3000 },
  ]);
});
