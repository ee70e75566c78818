/** What a connection has counted since it was made; null for what its way cannot tell. */
export interface LinkCounts {
  /** Of all that came. */
  bytes: number;
  /** Sound that came, and that was sent but did not. */
  packets: number | null;
  lost: number | null;
  roundTripMs: number | null;
  /** How much later or earlier than even a packet comes. */
  jitterMs: number | null;
}

/** How good a connection was lately. */
export interface LinkQuality {
  kbitsPerSec: number;
  /** From 0 to 1. */
  lossShare: number | null;
  roundTripMs: number | null;
  jitterMs: number | null;
}

/** What was bad ten seconds ago is no reason to worry. */
const WINDOW_MS = 10_000;

/** Makes of what a connection counted how good it was lately. */
export class QualityMeter {
  #seen: { at: number; counts: LinkCounts }[] = [];

  /**
   * @param at Now, in milliseconds of any steady clock.
   * @returns Null for the first look, or where a new connection counts from the beginning.
   */
  observe(counts: LinkCounts, at: number): LinkQuality | null {
    const last = this.#seen.at(-1);
    if (last && counts.bytes < last.counts.bytes) this.#seen = [];
    this.#seen = [...this.#seen.filter((each) => at - each.at <= WINDOW_MS), { at, counts }];
    const [first] = this.#seen;
    if (!first || first.at === at) return null;
    return {
      kbitsPerSec: ((counts.bytes - first.counts.bytes) * 8) / (at - first.at),
      lossShare: lossBetween(first.counts, counts),
      roundTripMs: counts.roundTripMs,
      jitterMs: counts.jitterMs,
    };
  }
}

function lossBetween(before: LinkCounts, now: LinkCounts): number | null {
  if (now.lost === null || now.packets === null) return null;
  // A packet that was given up for lost and came late is counted back.
  const lost = Math.max(0, now.lost - (before.lost ?? 0));
  const came = now.packets - (before.packets ?? 0);
  return lost + came > 0 ? lost / (lost + came) : null;
}
