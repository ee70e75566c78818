import { record, words } from "../call/fields";

/** Something that the agent remembers of the person. */
export interface Fact {
  id: string;
  /** What it is about, such as "car". */
  subject: string;
  /** What is true of it, such as "on level three". */
  value: string;
}

/** Read one; null if it is none. */
export function factOf(value: unknown): Fact | null {
  const { id, subject, value: what } = record(value);
  const named = typeof id === "number" ? String(id) : words(id);
  return named && words(subject)
    ? { id: named, subject: words(subject), value: words(what) }
    : null;
}
