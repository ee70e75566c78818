import { describe, expect, it } from "vitest";
import type { CallEvent } from "../call/events";
import { STRINGS } from "../strings";
import { type Caption, caption, NO_CAPTIONS } from "./captions";

const heard = (text: string, final = true): CallEvent => ({ type: "heard", text, final });
const spoken = (id: number, words: string, complete = false): CallEvent => ({
  type: "segment",
  id,
  spoken: words,
  complete,
});
const aside = (text: string): CallEvent => ({ type: "aside", text });
const typed = (text: string): CallEvent => ({ type: "typed", text, at: 0 });
const BEGINS: CallEvent = { type: "agent-started" };
const PAUSES: CallEvent = { type: "agent-stopped" };
const THINKS: CallEvent = { type: "thinking", at: 0 };
const USER: CallEvent = { type: "user-started" };
const INTERRUPTED: CallEvent = { type: "interrupted" };

const linesOf = (...events: CallEvent[]) => events.reduce(caption, NO_CAPTIONS).list;

it("begins with what was said in the conversation that is taken up", () => {
  const [before] = linesOf(typed("hello"));
  const earlier = [{ ...before, earlier: true }] as Caption[];
  const lines = linesOf({ type: "starting", earlier }, typed("again"));
  expect(lines.map(({ text }) => text)).toEqual(["hello", STRINGS.continued, "again"]);
  expect(new Set(lines.map(({ id }) => id)).size).toBe(3);
});

describe("what the person says", () => {
  it("is a guess first, then certain", () => {
    const guess = { who: "user", text: "what", final: false };
    expect(linesOf(USER, heard("what", false))).toMatchObject([guess]);
    const certain = { who: "user", text: "what time is it", final: true };
    expect(linesOf(USER, heard("what", false), heard("what time is it"))).toMatchObject([certain]);
  });

  it("is one line for one turn, however many pieces it comes in", () => {
    const [line, ...more] = linesOf(USER, heard("set a timer"), heard("for five minutes"));
    expect(line?.text).toBe("set a timer for five minutes");
    expect(more).toEqual([]);
  });

  it("keeps what was certain when a later guess is never confirmed", () => {
    const lines = linesOf(USER, heard("stop"), heard("please", false), spoken(1, "All right."));
    expect(lines.map(({ text }) => text)).toEqual(["stop", "All right."]);
  });

  it("vanishes when it was noise, guessed and never confirmed", () => {
    expect(linesOf(USER, heard("hm", false), USER)).toEqual([]);
  });

  it("is a new line for a new turn", () => {
    expect(linesOf(USER, heard("one"), USER, heard("two"))).toHaveLength(2);
  });

  it("is an aside where it only showed that somebody listens, and no part of what follows", () => {
    const lines = linesOf(
      BEGINS,
      spoken(1, "Once upon"),
      heard("uh", false),
      heard("uh-huh"),
      aside("uh-huh"),
      spoken(1, "Once upon a time", true),
      PAUSES,
      USER,
      heard("go on"),
    );
    expect(lines.map(({ text, aside }) => [text, aside])).toEqual([
      ["Once upon a time", false],
      ["uh-huh", true],
      ["go on", false],
    ]);
    expect(lines[1]).toMatchObject({ final: true });
  });

  it("loses a sign of listening that comes while the agent thinks", () => {
    const lines = linesOf(USER, heard("what time is it"), heard("hm"), aside("hm"));
    expect(lines).toMatchObject([{ text: "what time is it", aside: false, final: true }]);
  });

  it("is no aside any more when the agent answers it", () => {
    const yes = [BEGINS, spoken(1, "Shall I?", true), heard("yes"), aside("yes"), PAUSES];
    expect(linesOf(...yes)).toMatchObject([{}, { text: "yes", aside: true }]);
    const taken: CallEvent = { type: "taken-up", text: "yes" };
    expect(linesOf(...yes, USER, taken)).toMatchObject([{}, { text: "yes", aside: false }]);
    expect(linesOf(...yes, { type: "taken-up", text: "no" })[1]).toMatchObject({ aside: true });
  });

  it("shows typed words at once", () => {
    expect(linesOf(typed("hello"))).toMatchObject([{ text: "hello", final: true, typed: true }]);
  });
});

describe("an answer word by word", () => {
  const word = (words: string, rest: string): CallEvent => ({
    type: "segment",
    id: 1,
    spoken: words,
    complete: rest === "",
    rest,
  });

  it("shows which word is being spoken, and what follows", () => {
    const [line] = linesOf(BEGINS, word("It is", "twenty past ten."));
    expect(line).toMatchObject({ text: "It is", now: "is", rest: "twenty past ten." });
  });

  it("marks nothing once it is out, or where the voice tells no word times", () => {
    const out = linesOf(BEGINS, word("It is", "noon."), word("It is noon.", ""), PAUSES);
    expect(out).toMatchObject([{ text: "It is noon.", now: "", rest: "" }]);
    expect(linesOf(BEGINS, spoken(1, "It is noon.", true))).toMatchObject([{ now: "", rest: "" }]);
  });

  it("takes nothing that still comes of it for a new one when typed words cut it", () => {
    const story = [typed("a story"), BEGINS, spoken(1, "Once.", true), spoken(2, "")];
    const cut: CallEvent[] = [typed("stop"), INTERRUPTED, spoken(3, "There was")];
    const told: CallEvent = { type: "answer-cut", heard: "Once. There was" };
    const next = [THINKS, BEGINS, spoken(4, "All right.", true)];
    const lines = linesOf(...story, ...cut, told, PAUSES, ...next);
    expect(lines.map(({ text, cut }) => [text, cut])).toEqual([
      ["a story", false],
      ["Once. There was", true],
      ["stop", false],
      ["All right.", false],
    ]);
  });

  it("ends at the last word that was heard when it is interrupted", () => {
    const cut = linesOf(BEGINS, word("Once upon", "a time."), INTERRUPTED);
    expect(cut).toMatchObject([{ text: "Once upon", cut: true, now: "", rest: "" }]);
  });
});

describe("a note on the call", () => {
  it("stands between what was said, and cuts no answer in two", () => {
    const note: CallEvent = { type: "note", text: "Another voice speaks." };
    const lines = linesOf(BEGINS, spoken(1, "It is"), note, spoken(1, "It is noon.", true));
    expect(lines.map(({ who, text }) => [who, text])).toEqual([
      ["agent", "It is noon."],
      ["note", "Another voice speaks."],
    ]);
  });
});

describe("what several people say", () => {
  const by = (name: string, text: string, final = true): CallEvent => ({
    type: "heard",
    text,
    final,
    by: name,
  });

  it("is a line each, with the names of the others", () => {
    const lines = linesOf(USER, heard("one"), by("Anna", "two"), heard("three"));
    expect(lines.map(({ by: name, text }) => [name, text])).toEqual([
      ["", "one"],
      ["Anna", "two"],
      ["", "three"],
    ]);
  });

  it("loses nothing certain when somebody else begins", () => {
    const lines = linesOf(USER, heard("one"), heard("perhaps", false), by("Anna", "two"));
    expect(lines.map(({ text }) => text)).toEqual(["one", "two"]);
  });

  it("notes who comes and who goes", () => {
    const who = { id: "guest-2", name: "Anna" };
    const lines = linesOf(
      { type: "joined", who, participants: [] },
      { type: "left", who: { id: "guest-3", name: "" }, participants: [] },
    );
    expect(lines.map(({ text }) => text)).toEqual(["Anna joined.", "Somebody left."]);
  });
});

describe("a connection that was lost and is back", () => {
  const BACK: CallEvent = { type: "returned", awayMs: 12_300 };

  it("ends what was being said, and notes for how long it was lost", () => {
    const lines = linesOf(BEGINS, spoken(1, "Once upon"), USER, heard("hm", false), BACK);
    expect(lines).toMatchObject([
      { who: "agent", text: "Once upon", final: true, cut: true },
      { who: "note", text: "The connection was lost for 12 seconds." },
    ]);
  });

  it("does not mix the next answer into the one before", () => {
    const lines = linesOf(BEGINS, spoken(1, "Once"), BACK, BEGINS, spoken(2, "Back.", true));
    expect(lines.map(({ text }) => text)).toEqual([
      "Once",
      "The connection was lost for 12 seconds.",
      "Back.",
    ]);
  });
});

describe("a conversation that is gone on with", () => {
  it("keeps what was said before, marked, above what follows", () => {
    const on: CallEvent = { type: "starting", continued: true };
    const lines = linesOf(typed("hello"), on, typed("again"));
    expect(lines.map(({ text, earlier }) => [text, earlier])).toEqual([
      ["hello", true],
      ["You go on with the conversation.", false],
      ["again", false],
    ]);
  });
});

describe("what the agent says", () => {
  it("appears as it is spoken", () => {
    const lines = linesOf(BEGINS, spoken(1, ""), spoken(1, "Hello,"), spoken(1, "Hello, I"));
    expect(lines).toMatchObject([{ who: "agent", text: "Hello, I", final: false }]);
  });

  it("shows nothing before the first word is out", () => {
    expect(linesOf(BEGINS, spoken(1, ""))).toEqual([]);
  });

  it("is one line for all sentences of an answer, pauses between them included", () => {
    const lines = linesOf(BEGINS, spoken(1, "One.", true), PAUSES, BEGINS, spoken(2, "Two.", true));
    expect(lines.map(({ text }) => text)).toEqual(["One. Two."]);
  });

  it("never takes back a word, though the announcement comes after it", () => {
    expect(linesOf(BEGINS, spoken(1, "Hello."), spoken(1, ""))).toMatchObject([{ text: "Hello." }]);
  });

  it("is final when its last word is out and the agent is silent", () => {
    expect(linesOf(BEGINS, spoken(1, "One.", true), PAUSES)).toMatchObject([{ final: true }]);
    expect(linesOf(BEGINS, spoken(1, "One", false), PAUSES)).toMatchObject([{ final: false }]);
  });

  it("starts a new line for the next answer", () => {
    const first = [BEGINS, spoken(1, "One.", true), PAUSES];
    expect(linesOf(...first, THINKS, BEGINS, spoken(2, "Two.", true))).toHaveLength(2);
  });

  it("goes on above a listener's mm-hm", () => {
    const lines = linesOf(BEGINS, spoken(1, "Once"), USER, heard("mm-hm"), spoken(1, "Once upon"));
    expect(lines.map(({ text }) => text)).toEqual(["Once upon", "mm-hm"]);
  });
});

describe("an interruption", () => {
  const TALKING = [BEGINS, spoken(1, "Once upon a time", false)];

  it("cuts the answer at the words spoken so far", () => {
    const lines = linesOf(...TALKING, USER, INTERRUPTED, PAUSES);
    expect(lines).toMatchObject([{ text: "Once upon a time", cut: true, final: true }]);
  });

  it("cuts it at the words really heard, once the server tells", () => {
    const events = [...TALKING, USER, INTERRUPTED, PAUSES, heard("stop")];
    const lines = linesOf(...events, { type: "answer-cut", heard: "Once upon" });
    expect(lines[0]).toMatchObject({ text: "Once upon", cut: true });
  });

  it("by typing cuts just the same", () => {
    const lines = linesOf(...TALKING, typed("stop"), INTERRUPTED, {
      type: "answer-cut",
      heard: "Once",
    });
    expect(lines).toMatchObject([{ text: "Once", cut: true }, { text: "stop" }]);
  });

  it("by typing lets the last words before it join the answer they belong to", () => {
    const lines = linesOf(...TALKING, typed("stop"), spoken(1, "Once upon a time there"));
    expect(lines.map(({ text }) => text)).toEqual(["Once upon a time there", "stop"]);
  });

  it("removes an answer of which nothing was heard", () => {
    expect(linesOf(...TALKING, USER, INTERRUPTED, { type: "answer-cut", heard: "" })).toEqual([]);
  });

  it("does not mark an answer that was finished", () => {
    const lines = linesOf(BEGINS, spoken(1, "Hello.", true), PAUSES, INTERRUPTED);
    expect(lines).toMatchObject([{ text: "Hello.", cut: false }]);
  });

  it("before the first word does not touch the answer before", () => {
    const lines = linesOf(
      BEGINS,
      spoken(1, "Hello.", true),
      PAUSES,
      USER,
      heard("hi"),
      THINKS,
      {
        type: "interrupted",
      },
      { type: "answer-cut", heard: "" },
    );
    expect(lines.map(({ text, cut }) => [text, cut])).toEqual([
      ["Hello.", false],
      ["hi", false],
    ]);
  });
});

describe("the end", () => {
  const OVER: CallEvent = { type: "ended", reason: "you", at: 0 };

  it("finishes every line, and cuts an answer that was not", () => {
    const lines = linesOf(BEGINS, spoken(1, "Once upon"), OVER);
    expect(lines).toMatchObject([{ final: true, cut: true }]);
  });

  it("leaves a farewell whole, though the server hangs up with its last word", () => {
    expect(linesOf(BEGINS, spoken(1, "Goodbye.", true), OVER)).toMatchObject([{ cut: false }]);
  });

  it("is forgotten when the next call starts", () => {
    expect(linesOf(typed("hello"), { type: "starting" })).toEqual([]);
  });
});
