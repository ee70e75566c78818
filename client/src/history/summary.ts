import { count, record, words } from "../call/fields";

/** One kept conversation, in short. */
export interface Summary {
  id: string;
  /** What the person called it; empty for none. */
  title: string;
  /** What was said first. */
  preview: string;
  /** In epoch milliseconds; 0 where it is not known. */
  beganAt: number;
  /** When the last thing happened in it, in epoch milliseconds. */
  lastAt: number;
  /** Whether it goes on. */
  open: boolean;
  /** In how many parts it was held. */
  sittings: number;
  turns: number;
  secs: number;
  stack: string;
  way: string;
  errors: number;
  hasAudio: boolean;
  /** Where what was looked for was found; empty where nothing was. */
  snippet: readonly Piece[];
}

/** A piece of text, which is what was looked for or not. */
export interface Piece {
  text: string;
  isMatch: boolean;
}

/** Some of what there is, and how to ask for more. */
export interface Batch<Item> {
  items: readonly Item[];
  /** Empty where there is no more. */
  cursor: string;
}

/** Read a summary; null if it is none. */
export function summaryOf(value: unknown): Summary | null {
  const data = record(value);
  const id = words(data.id);
  if (!id) return null;
  const beganAt = time(data.began_at);
  return {
    id,
    title: words(data.title),
    preview: words(data.preview),
    beganAt,
    lastAt: time(data.last_at) || beganAt,
    open: data.ended_at === null,
    sittings: count(data.sittings),
    turns: count(data.turns),
    secs: count(data.secs),
    stack: words(data.stack),
    way: words(data.way),
    errors: count(data.errors),
    hasAudio: data.has_audio === true,
    snippet: listOf(data.snippet, pieceOf),
  };
}

/** Read a list whose items are read by `itemOf`; what it cannot read is left out. */
export function listOf<Item>(value: unknown, itemOf: (value: unknown) => Item | null): Item[] {
  return Array.isArray(value) ? value.map(itemOf).filter((each) => each !== null) : [];
}

function pieceOf(value: unknown): Piece | null {
  if (!Array.isArray(value) || typeof value[0] !== "string") return null;
  return { text: value[0], isMatch: value[1] === true };
}

/** A time on the wall clock, in epoch milliseconds; 0 where it is none. */
export function time(value: unknown): number {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? 0 : at;
}
