import type { CallEvent } from "../call/events";

/** What the agent asks before it does something; it takes yes or no. */
export interface Question {
  id: string;
  question: string;
}

/** The open questions after an event; the same list where nothing changes. */
export function questionsAfter(
  questions: readonly Question[],
  event: CallEvent,
): readonly Question[] {
  switch (event.type) {
    case "asked":
      return [...without(questions, event.id), { id: event.id, question: event.question }];
    case "question-settled":
      return without(questions, event.id);
    case "starting":
    case "ended":
      return questions.length > 0 ? [] : questions;
    default:
      return questions;
  }
}

function without(questions: readonly Question[], id: string): readonly Question[] {
  return questions.some((each) => each.id === id)
    ? questions.filter((each) => each.id !== id)
    : questions;
}
