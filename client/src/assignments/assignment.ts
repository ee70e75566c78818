import { count, words } from "../call/fields";

/** Where in its life an assignment is; after the last three nothing comes. */
export type AssignmentState =
  | "waiting"
  | "working"
  | "asking"
  | "paused"
  | "done"
  | "failed"
  | "dropped";

/** Who works beside the talk, as messages call them. */
export const DESKS = ["team", "claude-code"] as const;
export type Desk = (typeof DESKS)[number];

/** A piece of work that goes on beside the talk. */
export interface Assignment {
  desk: Desk;
  /** Counts the assignments of one desk, from 1. */
  id: number;
  /** What the person wants. */
  text: string;
  state: AssignmentState;
  /** What is being done just now, or what is asked, or why it failed. */
  note: string;
  /** What a question is about, such as a whole command. */
  detail: string;
  /** Which of its questions. */
  question: number;
  /** Steps behind it. */
  done: number;
  /** Steps in all; 0 while nobody knows. */
  steps: number;
  /** The whole result, as it was written. */
  result: string;
}

/** What a button asks of a desk. */
export type Wish =
  | { desk: Desk; wish: "pause" | "resume" | "reset" | "show" }
  | { desk: Desk; wish: "answer"; id: number; question: number; words: string };

const STATES: ReadonlySet<unknown> = new Set<AssignmentState>([
  "waiting",
  "working",
  "asking",
  "paused",
  "done",
  "failed",
  "dropped",
]);
const FINAL: ReadonlySet<AssignmentState> = new Set(["done", "failed", "dropped"]);

/** Whether nothing comes after it. */
export function isOver({ state }: Assignment): boolean {
  return FINAL.has(state);
}

/** The wish that answers an assignment's question. */
export function answerTo({ desk, id, question }: Assignment, yes: boolean): Wish {
  return { desk, wish: "answer", id, question, words: yes ? "yes" : "no" };
}

/**
 * Read what the server tells of an assignment; null where it makes no sense.
 *
 * @param data From the wire, unchecked.
 */
export function assignmentOf(data: Record<string, unknown>): Assignment | null {
  const desk = DESKS.find((each) => each === data.desk);
  const id = count(data.id);
  if (!desk || !id || !STATES.has(data.state)) return null;
  return {
    desk,
    id,
    text: words(data.text),
    state: data.state as AssignmentState,
    note: words(data.note),
    detail: words(data.detail),
    question: count(data.question),
    done: count(data.done),
    steps: count(data.steps),
    result: words(data.result),
  };
}
