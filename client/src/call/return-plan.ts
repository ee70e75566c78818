/** Waits before each attempt to come back; the last one is repeated. */
const WAITS_MS = [0, 500, 1_000, 2_000, 3_000] as const;
/** A server that was restarted shall not be asked by all its callers at once. */
const SPREAD = 0.3;

/** Says when to try to come back after a connection was lost, until nobody is waited for any more. */
export class ReturnPlan {
  /** When the server stops waiting for the caller, in epoch milliseconds. */
  readonly until: number;
  #attempts = 0;

  /**
   * @param lostAt In epoch milliseconds.
   * @param graceSecs How long the server waits.
   */
  constructor(lostAt: number, graceSecs: number) {
    this.until = lostAt + graceSecs * 1000;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param now In epoch milliseconds.
   * @param chance From 0 to 1, for the spread.
   * @returns Milliseconds; null when it is too late.
   */
  next(now: number, chance: number): number | null {
    if (now >= this.until) return null;
    const wait = WAITS_MS[Math.min(this.#attempts++, WAITS_MS.length - 1)] as number;
    return Math.min(wait * (1 + SPREAD * chance), this.until - now);
  }

  /** Something changed, a network came back: what failed before may work now. */
  startOver(): void {
    this.#attempts = 0;
  }
}
