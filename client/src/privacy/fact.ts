import { record, words } from "../call/fields";

/** What somebody tells of themselves. */
export interface Told {
  /** What it is about, such as "car". */
  subject: string;
  /** What is true of it, such as "on level three". */
  value: string;
}

/** Something that the agent remembers of the person. */
export interface Fact extends Told {
  id: string;
  /** Whether nobody asked for it to be remembered. */
  noticed: boolean;
}

/** Read one; null if it is none. */
export function factOf(value: unknown): Fact | null {
  const data = record(value);
  const [id, subject] = [words(data.id), words(data.subject)];
  if (!id || !subject) return null;
  return { id, subject, value: words(data.value), noticed: data.noticed === true };
}
