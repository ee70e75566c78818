import { count, record, words } from "../call/fields";
import { time } from "./summary";

/** Something that happened in a kept conversation, as the server tells it. */
export interface Logged {
  /** Counts what happened in the conversation, from 1. */
  number: number;
  /** Newer servers may tell of kinds that this page does not know. */
  kind: string;
  /** In epoch milliseconds; 0 where it is not known. */
  at: number;
  data: Readonly<Record<string, unknown>>;
}

/** Read one; null if it is none. */
export function loggedOf(value: unknown): Logged | null {
  const { number, event } = record(value);
  const data = record(event);
  const kind = words(data.kind);
  return count(number) && kind ? { number: count(number), kind, at: time(data.at), data } : null;
}
