import { describe, expect, it } from "vitest";
import type { CallEvent } from "../call/events";
import { meaningOf } from "../call/messages";
import { caption, NO_CAPTIONS } from "../captions/captions";
import { type Question, questionsAfter } from "./questions";

const asked = (id: string): CallEvent => ({ type: "asked", id, question: "Shall I?" });
const settled = (id: string): CallEvent => ({ type: "question-settled", id });
const NONE: readonly Question[] = [];
const openAfter = (...events: CallEvent[]) => events.reduce(questionsAfter, NONE);

describe("a question of the agent", () => {
  it("is open until it is settled", () => {
    expect(openAfter(asked("1"), asked("2"), settled("1"))).toEqual([
      { id: "2", question: "Shall I?" },
    ]);
  });

  it("is asked once, however often it comes", () => {
    expect(openAfter(asked("1"), asked("1"))).toHaveLength(1);
  });

  it("ends with the conversation", () => {
    expect(openAfter(asked("1"), { type: "ended", reason: "you", at: 0 })).toEqual([]);
  });

  it("changes nothing where nothing was asked", () => {
    expect(openAfter(settled("1"))).toBe(NONE);
  });

  it("comes as a message of the server", () => {
    const data = { type: "tool-question", id: "1", question: "Shall I?" };
    expect(meaningOf({ type: "server-message", data }, 0)).toEqual(asked("1"));
    const over = { type: "tool-question-settled", id: "1" };
    expect(meaningOf({ type: "server-message", data: over }, 0)).toEqual(settled("1"));
  });
});

describe("a tool", () => {
  const call = {
    type: "llm-function-call-in-progress",
    data: { tool_call_id: "c1", function_name: "start_timer", arguments: { amount: 5, unit: "" } },
  };
  const ended = (result: object) => ({
    type: "llm-function-call-stopped",
    data: { tool_call_id: "c1", function_name: "start_timer", result },
  });
  const late = { type: "tool-result", call_id: "c1", result: { ok: true, say: "Done." } };
  const shown = (...messages: object[]) =>
    messages
      .map((message) => meaningOf(message as { type: string }, 0) as CallEvent | null)
      .filter((event) => event !== null)
      .reduce(caption, NO_CAPTIONS)
      .list.map(({ who, text }) => [who, text]);

  it("is shown when it is called, with what came of it", () => {
    expect(shown(call)).toEqual([["tool", "start timer (5)"]]);
    const said = ended({ ok: true, say: "Five minutes, starting now." });
    expect(shown(call, said)).toEqual([["tool", "start timer (5) → Five minutes, starting now."]]);
  });

  it("that found much keeps it whole", () => {
    const text = "x".repeat(500);
    const { list } = [call, ended({ text })]
      .map((message) => meaningOf(message, 0) as CallEvent)
      .reduce(caption, NO_CAPTIONS);
    expect(list[0]?.text.length).toBeLessThan(250);
    expect(list[0]?.whole).toBe(text);
  });

  it("that failed without a word is said to have failed", () => {
    expect(shown(call, ended({ ok: false }))).toEqual([["tool", "start timer (5) → did not work"]]);
  });

  it("that takes long shows its late result, and no earlier one", () => {
    const pending = ended({ ok: true, say: "One moment.", pending: true });
    const result = { type: "server-message", data: late };
    expect(shown(call, pending, result)).toEqual([["tool", "start timer (5) → Done."]]);
  });
});
