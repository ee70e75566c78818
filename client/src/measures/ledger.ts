import type { CallEvent } from "../call/events";
import type { Charge, Measured } from "./measured";
import { wholeMs } from "./stages";

/** A page that is open for days must not grow for ever. */
const MOST = 500;

/** What was measured of the conversation's turns, after an event; the same where nothing changes. */
export function measuresAfter(
  measures: readonly Measured[],
  event: CallEvent,
): readonly Measured[] {
  if (event.type === "starting" && !event.continued) return measures.length ? [] : measures;
  return event.type === "measured" ? [...measures, event.measured].slice(-MOST) : measures;
}

/** What the turns of a conversation took, used and cost. */
export interface Sums {
  /** How long the caller waited for each answer, in milliseconds. */
  waits: readonly number[];
  /** Half of the answers came sooner; null where there was none. */
  medianMs: number | null;
  tokens: number;
  characters: number;
  heardSecs: number;
  /** In US dollars. */
  usd: number;
  /** Whether something was used whose price nobody knows: then it cost more than `usd`. */
  isMinimum: boolean;
}

/** Add up what was measured. */
export function sumsOf(measures: readonly Measured[]): Sums {
  const waits = measures.map(({ stepsMs }) => wholeMs(stepsMs)).filter((each) => each !== null);
  const charges = measures.flatMap((each) => each.charges);
  return {
    waits,
    medianMs: median(waits),
    tokens: amountOf(charges, (unit) => unit.endsWith("_tokens")),
    characters: amountOf(charges, (unit) => unit === "characters"),
    heardSecs: amountOf(charges, (unit) => unit === "heard_secs"),
    usd: measures.at(-1)?.soFarUsd ?? 0,
    isMinimum: charges.some(({ usd }) => usd === null),
  };
}

function amountOf(charges: readonly Charge[], counts: (unit: string) => boolean): number {
  return charges.reduce((sum, { unit, amount }) => (counts(unit) ? sum + amount : sum), 0);
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half];
  if (upper === undefined) return null;
  return sorted.length % 2 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
