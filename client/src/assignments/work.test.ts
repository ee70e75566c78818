import { describe, expect, it } from "vitest";
import type { CallEvent } from "../call/events";
import type { Membership } from "../call/membership";
import { meaningOf } from "../call/messages";
import { caption, NO_CAPTIONS } from "../captions/captions";
import { STRINGS } from "../strings";
import { type Assignment, answerTo } from "./assignment";
import { assignment } from "./sample";
import { desksOf, workAfter } from "./work";

const NONE: readonly Assignment[] = [];
const told = (how: Partial<Assignment>): CallEvent => ({
  type: "assignment",
  assignment: assignment(how),
});
const workOf = (...events: CallEvent[]) => events.reduce(workAfter, NONE);
const membership = {} as Membership;

describe("what the server tells of an assignment", () => {
  const data = { type: "assignment", ...assignment({ state: "asking", question: 1 }), waiting: 0 };
  const read = (how: object) => meaningOf({ type: "server-message", data: { ...data, ...how } }, 0);

  it("is read", () => {
    expect(read({})).toEqual(told({ state: "asking", question: 1 }));
  });

  it.each([[{ desk: "nowhere" }], [{ state: "dancing" }], [{ id: "1" }], [{ id: 0 }]])(
    "means nothing with %j",
    (how) => {
      expect(read(how)).toBeNull();
    },
  );

  it("is read without what is missing", () => {
    expect(read({ note: null, steps: -1, done: "x", detail: 7 })).toMatchObject({
      assignment: { note: "", steps: 0, done: 0, detail: "" },
    });
  });

  it("is answered by its numbers, so that no other question is", () => {
    expect(answerTo(assignment({ id: 2, question: 3 }), true)).toEqual({
      desk: "team",
      wish: "answer",
      id: 2,
      question: 3,
      words: "yes",
    });
  });
});

describe("work beside the talk", () => {
  it("has one current task a desk, and those that wait in order", () => {
    const work = workOf(
      told({ id: 2, state: "waiting", text: "two" }),
      told({ id: 1, text: "one" }),
      told({ id: 1, desk: "claude-code", text: "fix it" }),
    );
    const shown = desksOf(work).map(({ desk, current, waiting }) => [
      desk,
      current.text,
      waiting.map(({ text }) => text),
    ]);
    expect(shown).toEqual([
      ["team", "one", ["two"]],
      ["claude-code", "fix it", []],
    ]);
  });

  it("shows first who asks", () => {
    const work = workOf(told({}), told({ desk: "claude-code", state: "asking" }));
    expect(desksOf(work).map(({ desk }) => desk)).toEqual(["claude-code", "team"]);
  });

  it("shows the newest state", () => {
    expect(workOf(told({ done: 1 }), told({ done: 2, state: "paused" }))).toEqual([
      assignment({ done: 2, state: "paused" }),
    ]);
  });

  it.each(["done", "failed", "dropped"] as const)("is gone when it is %s", (state) => {
    expect(workOf(told({}), told({ state }))).toEqual([]);
    expect(workAfter(NONE, told({ state }))).toBe(NONE);
  });

  it("is told anew to whoever comes back", () => {
    expect(workOf(told({}), { type: "welcomed", membership, resumed: true })).toEqual([]);
  });

  it("stays through a loss, and ends with the conversation", () => {
    expect(workOf(told({}), { type: "lost", at: 0, until: 1 })).toHaveLength(1);
    expect(workOf(told({}), { type: "ended", reason: "you", at: 0 })).toEqual([]);
  });
});

describe("what came of it", () => {
  const shown = (...events: CallEvent[]) =>
    events.reduce(caption, NO_CAPTIONS).list.map(({ who, by, about, text }) => ({
      who,
      by,
      about,
      text,
    }));
  const done = told({ state: "done", result: "# It is 42\n\nSee above." });

  it("is shown whole, with whose it is and what was wanted", () => {
    expect(shown(told({}), done)).toEqual([
      { who: "work", by: "Team", about: "find the answer", text: "# It is 42\n\nSee above." },
    ]);
  });

  it("is shown once, however often it is told", () => {
    expect(shown(done, { type: "starting", continued: true }, done)).toHaveLength(2);
  });

  it("is told in words where nothing came of it", () => {
    expect(shown(told({ state: "failed", note: "The line is dead." }))).toMatchObject([
      { text: STRINGS.workFailed("The line is dead.") },
    ]);
    expect(shown(told({ state: "dropped" }))).toMatchObject([{ text: STRINGS.workDropped }]);
    expect(shown(told({ state: "done" }))).toMatchObject([{ text: STRINGS.workDone }]);
  });
});
