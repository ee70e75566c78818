import { count, record, words } from "../call/fields";

/** What one provider bills for one turn, of one kind. */
export interface Charge {
  /** Its id; empty where nobody knows. */
  provider: string;
  model: string;
  /** What is counted, such as `input_tokens`, `characters` or `heard_secs`. */
  unit: string;
  amount: number;
  /** In US dollars; null where no price is known, 0 for what runs on the server. */
  usd: number | null;
}

/** How long one answer took and what it used: an event of the log, and a message after each turn. */
export interface Measured {
  /** 0 for a greeting. */
  turn: number;
  /** Milliseconds from the end of speech to each thing that happened on the way to the answer. */
  stepsMs: Readonly<Record<string, number>>;
  charges: readonly Charge[];
  /** What the conversation has cost so far, in US dollars, of what has a known price. */
  soFarUsd: number;
}

/** Read one, of the log or of the wire; what is malformed is left out. */
export function measuredOf(value: unknown): Measured {
  const data = record(value);
  return {
    turn: count(data.turn),
    stepsMs: figures(data.steps_ms),
    charges: (Array.isArray(data.charges) ? data.charges : []).map(chargeOf),
    soFarUsd: count(data.so_far_usd),
  };
}

function figures(value: unknown): Record<string, number> {
  const known = Object.entries(record(value)).filter(([, it]) => typeof it === "number");
  return Object.fromEntries(known) as Record<string, number>;
}

function chargeOf(value: unknown): Charge {
  const data = record(value);
  return {
    provider: words(data.provider),
    model: words(data.model),
    unit: words(data.unit),
    amount: count(data.amount),
    usd: typeof data.usd === "number" ? data.usd : null,
  };
}
