import type { ReturnPlan } from "../call/return-plan";

/** How an attempt to come back went. */
export type Attempt = "back" | "again" | "refused";

/** What coming back needs of the world. */
export interface Ways {
  /** Whether the server answers; never throws, and never takes long. */
  reachable(): Promise<boolean>;
  /** Make a new connection; never throws. */
  attempt(): Promise<Attempt>;
}

/** Tries to come back, until it worked, was refused, is too late, or nobody wants it any more. */
export class ComingBack {
  readonly #plan: ReturnPlan;
  readonly #ways: Ways;
  #wake: () => void = () => undefined;

  constructor(plan: ReturnPlan, ways: Ways) {
    this.#plan = plan;
    this.#ways = ways;
  }

  /** Try at once: the network is back, or somebody looks at the page. */
  hurry(): void {
    this.#plan.startOver();
    this.#wake();
  }

  /** @param signal Ends it. */
  async run(signal: AbortSignal): Promise<"back" | "refused" | "late" | "stopped"> {
    while (!signal.aborted) {
      const wait = this.#plan.next(Date.now(), Math.random());
      if (wait === null) return "late";
      await this.#pause(wait, signal);
      const attempt = signal.aborted ? "again" : await this.#try(signal);
      if (attempt !== "again") return attempt;
    }
    return "stopped";
  }

  async #try(signal: AbortSignal): Promise<Attempt> {
    const reachable = await this.#ways.reachable();
    return reachable && !signal.aborted ? this.#ways.attempt() : "again";
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener("abort", wake);
      this.#wake = wake;
    });
  }
}
