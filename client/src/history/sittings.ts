import { count, record } from "../call/fields";
import type { Logged } from "./logged";

/** One part of a conversation: it was held in one go. */
export interface Sitting {
  /** Counts from 1. */
  number: number;
  /** In epoch milliseconds. */
  beganAt: number;
  /** How long it was, as far as is known by now. */
  secs: number;
  over: boolean;
  /** How much of it was recorded, from its beginning on; null where nothing was. */
  soundSecs: number | null;
}

/** A recording that goes on, or that nobody could finish: its length is not known. */
export const SOME_SOUND = Number.POSITIVE_INFINITY;

/** The sittings after one more event. */
export function sittingsAfter(sittings: readonly Sitting[], event: Logged): readonly Sitting[] {
  const { kind, data, at } = event;
  if (kind === "session-started") return [...sittings, begun(count(data.sitting) || 1, at)];
  // The beginning may be missing after an outage of the database.
  const known = sittings.length > 0 ? sittings : [begun(1, at)];
  const last = known.length - 1;
  if (kind === "recording-made") {
    const soundSecs = typeof data.secs === "number" ? data.secs : SOME_SOUND;
    return known.map((each) => (each.number === data.sitting ? { ...each, soundSecs } : each));
  }
  return known.map((each, place) => (place === last ? lengthened(each, event) : each));
}

function begun(number: number, beganAt: number): Sitting {
  return { number, beganAt, secs: 0, over: false, soundSecs: null };
}

function lengthened(sitting: Sitting, { kind, at, data }: Logged): Sitting {
  // A tool may still answer when nobody is there any more.
  if (sitting.over) return sitting;
  const over = kind === "session-ended";
  const { begin, end } = record(data.span);
  const until = [begin, end, over ? data.secs : 0].map(count);
  const secs = Math.max(sitting.secs, (at - sitting.beganAt) / 1000, ...until);
  return { ...sitting, secs, over };
}
