/** What is looked for among the kept conversations. */
export interface Query {
  /** Words that were said; empty for any. */
  text: string;
  /** How far back; 0 for all there is. */
  days: number;
  /** Only those in which something failed. */
  errors: boolean;
}

/** Everything. */
export const ANYTHING: Query = { text: "", days: 0, errors: false };

const DAY_MS = 24 * 3600 * 1000;

/**
 * The query as the server reads it.
 *
 * @param now In epoch milliseconds.
 * @param cursor Where to go on; empty for the beginning.
 */
export function parametersOf({ text, days, errors }: Query, now: number, cursor = ""): string {
  const parameters = new URLSearchParams({
    ...(text.trim() ? { q: text.trim() } : {}),
    ...(days > 0 ? { since: new Date(now - days * DAY_MS).toISOString() } : {}),
    ...(errors ? { errors: "true" } : {}),
    ...(cursor ? { cursor } : {}),
  });
  return parameters.toString();
}
