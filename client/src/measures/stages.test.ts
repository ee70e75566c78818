import { expect, test } from "vitest";
import { measuredOf } from "./measured";
import { stagesOf, wholeMs } from "./stages";

test("stages follow each other and sum to the whole", () => {
  const steps = { decided: 210, words: 180, first_token: 400, first_audio: 470, heard: 490 };
  const stages = stagesOf(steps);
  expect(stages.map(({ name, ms }) => [name, ms])).toEqual([
    ["words", 180],
    ["decided", 30],
    ["first_token", 190],
    ["first_audio", 70],
    ["heard", 20],
  ]);
  expect(stages.reduce((sum, { ms }) => sum + ms, 0)).toBe(wholeMs(steps));
});

test("pause, clause and wire are stages of their own", () => {
  const steps = {
    paused: 200,
    decided: 210,
    words: 205,
    first_token: 400,
    clause: 430,
    first_audio: 470,
    sent: 480,
    heard: 500,
  };
  const stages = stagesOf(steps);
  expect(stages.map(({ name, ms }) => [name, ms])).toEqual([
    ["paused", 200],
    ["words", 5],
    ["decided", 5],
    ["first_token", 190],
    ["clause", 30],
    ["first_audio", 40],
    ["sent", 10],
    ["heard", 20],
  ]);
});

test("what came after the answer was heard was not on the way", () => {
  const names = stagesOf({ decided: 200, heard: 500, words: 900 }).map(({ name }) => name);
  expect(names).toEqual(["decided", "heard"]);
});

test("an older log tells of no sound that was heard, but of the first", () => {
  expect(wholeMs({ decided: 200, first_audio: 460 })).toBe(460);
  expect(stagesOf({ decided: 200 })).toEqual([]);
});

test("what the wire says is read, and what is malformed is left out", () => {
  const wire = { turn: 2, steps_ms: { heard: 3, odd: "x" }, charges: [{ unit: "characters" }, 7] };
  const read = measuredOf(wire);
  expect(read.stepsMs).toEqual({ heard: 3 });
  expect(read.charges.map(({ unit, usd }) => [unit, usd])).toEqual([
    ["characters", null],
    ["", null],
  ]);
  expect(measuredOf(null).turn).toBe(0);
});
