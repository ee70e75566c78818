import { describe, expect, it } from "vitest";
import { loggedOf } from "./logged";
import { NO_STORY, type Story, tell } from "./story";

const AT = "2026-03-01T12:00:00Z";

function storyOf(...events: Record<string, unknown>[]): Story {
  return events
    .map((event, place) => loggedOf({ number: place + 1, event: { at: AT, ...event } }))
    .filter((each) => each !== null)
    .reduce(tell, NO_STORY);
}

const called = { kind: "tool-called", turn: 1, call_id: "t1", tool: "get_weather" };
const answered = { kind: "tool-answered", turn: 1, call_id: "t1", tool: "get_weather" };

describe("what was said", () => {
  it("is told in its order, with what was typed marked", () => {
    const { lines } = storyOf(
      { kind: "user-turn", turn: 1, text: "hello", typed: true },
      { kind: "agent-turn", turn: 1, generated: "Hi.", heard: "Hi." },
    );
    expect(lines).toMatchObject([
      { id: 1, who: "user", text: "hello", remarks: ["typed"], at: Date.parse(AT) },
      { id: 2, who: "agent", text: "Hi.", cut: false, unsaid: "" },
    ]);
  });

  it("ends at the word where an answer was cut", () => {
    const generated = "It is sunny in Lugano, and mild.";
    const { lines } = storyOf({ kind: "agent-turn", generated, heard: "It is sunny", cut: true });
    expect(lines).toMatchObject([
      { text: "It is sunny", cut: true, unsaid: "in Lugano, and mild." },
    ]);
  });

  it("names who spoke where there were several", () => {
    const { lines } = storyOf(
      { kind: "guest-joined", guest: "g1", name: "Ada", way: "webrtc" },
      { kind: "guest-joined", guest: "g2", name: "Ben", way: "telephone" },
      { kind: "user-turn", turn: 1, guest: "g2", text: "hello" },
      { kind: "guest-left", guest: "g1", how: "hung-up" },
    );
    expect(lines.map(({ text }) => text)).toEqual([
      "Ada joined by WebRTC.",
      "Ben joined by telephone.",
      "hello",
      "Ada left.",
    ]);
    expect(lines[2]?.by).toBe("Ben");
  });

  it("tells how long an answer took", () => {
    const { lines } = storyOf(
      { kind: "agent-turn", turn: 1, generated: "Hi.", heard: "Hi." },
      { kind: "turn-measured", turn: 1, steps_ms: { first_audio: 462, decided: null } },
    );
    expect(lines[0]?.stepsMs).toEqual({ first_audio: 462 });
  });
});

describe("a tool", () => {
  it("has one line with its arguments and its result", () => {
    const { lines } = storyOf(
      { ...called, arguments: { place: "Lugano", unit: "" } },
      { ...answered, result: { say: "Sunny." } },
    );
    expect(lines).toMatchObject([
      { who: "tool", text: "get weather (Lugano) → Sunny.", whole: "" },
    ]);
  });

  it("keeps a long result whole", () => {
    const result = "a finding ".repeat(40).trim();
    const { lines } = storyOf(called, { ...answered, result });
    expect(lines[0]?.whole).toBe(result);
    expect(lines[0]?.text.length).toBeLessThan(250);
  });

  it("that failed is marked, and one that answered late says so", () => {
    const { lines } = storyOf(called, { ...answered, failed: true, late: true });
    expect(lines).toMatchObject([{ alarm: true, remarks: ["later"] }]);
    expect(lines[0]?.text).toContain("did not work");
  });
});

describe("a sitting", () => {
  it("after the first is told apart, and its lines belong to it", () => {
    const { lines } = storyOf(
      { kind: "session-started", sitting: 1, stack: "built-in", brain: "Phrasebook" },
      { kind: "session-ended", reason: "lost" },
      { kind: "session-started", sitting: 2 },
      { kind: "user-turn", turn: 1, text: "hello", span: { begin: 3.5, end: 4 } },
      { kind: "recording-made", sitting: 2, file: "x" },
      { kind: "recording-made", sitting: 2, file: "x", secs: 9 },
    );
    expect(lines[0]).toMatchObject({ text: "Began", remarks: ["built-in", "Phrasebook"] });
    expect(lines[1]?.text).toContain("stopped while it went on");
    expect(lines[2]).toMatchObject({ text: "Taken up again", sitting: 2 });
    expect(lines[3]).toMatchObject({ sitting: 2, from: 3.5, to: 4 });
  });
});

describe("what happened beside the talk", () => {
  it.each([
    [{ kind: "failed", part: "brain", what: "It closed." }, "brain: It closed.", true],
    [
      { kind: "provider-switched", part: "voice", left: "A", successor: "B", fault: "Slow." },
      "voice: B took over from A. Slow.",
      true,
    ],
    [
      { kind: "provider-switched", part: "voice", left: "B", successor: "A" },
      "voice: A is back.",
      false,
    ],
    [{ kind: "setting-changed", setting: "voice", value: "Ann" }, "The voice is now Ann.", false],
    [{ kind: "work-changed", desk: "team", state: "done", note: "" }, "team – done", false],
  ])("%o", (event, text, alarm) => {
    expect(storyOf(event).lines).toMatchObject([{ who: "note", text, alarm }]);
  });

  it("may be of a kind that this page does not know, or malformed", () => {
    const strange = [
      { kind: "from-the-future", what: 1 },
      { kind: "agent-turn", heard: 7, span: "no", cut: "yes" },
      { kind: "tool-answered", call_id: "never-called", result: "x" },
      { kind: "turn-measured", turn: 1, steps_ms: null },
      { kind: "session-ended", reason: { a: 1 } },
      { kind: 7 },
    ];
    expect(storyOf(...strange).lines.map(({ who }) => who)).toEqual(["agent", "note"]);
    expect([null, 1, {}, { number: 0 }].map(loggedOf)).toEqual([null, null, null, null]);
  });
});
