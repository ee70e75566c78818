/** Asks whether the server is there. */
type Alive = (timeoutMs: number) => Promise<boolean>;

const CALM_MS = 2_500;
const GONE_MS = 1_000;
const CONFIRM_MS = 300;
const ANSWER_MS = 1_500;
const ANSWER_AT_ONCE_MS = 1_000;

/**
 * Tells when the server goes and when it comes back, both within about three seconds. Asks only
 * while someone looks at the page.
 */
export class ServerWatch {
  readonly #alive: Alive;
  readonly #onChange: (reachable: boolean) => void;
  #reachable = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #checking: Promise<boolean> | null = null;
  #urgent: Promise<boolean> | null = null;

  constructor(alive: Alive, onChange: (reachable: boolean) => void) {
    this.#alive = alive;
    this.#onChange = onChange;
  }

  /** What the last question found out. */
  get reachable(): boolean {
    return this.#reachable;
  }

  start(): () => void {
    const onVisible = () => document.hidden || void this.check();
    document.addEventListener("visibilitychange", onVisible);
    this.#schedule();
    return () => {
      clearTimeout(this.#timer);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }

  /** Ask now. One lost answer is not a lost server: it is asked a second time. */
  check(): Promise<boolean> {
    this.#checking ??= this.#learn(() => this.#askTwice()).finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  /** Ask now, where other signs of trouble make one lost answer enough. */
  checkAtOnce(): Promise<boolean> {
    // Beside `check`, not after it: that may wait for two answers that never come.
    this.#urgent ??= this.#learn(() => this.#alive(ANSWER_AT_ONCE_MS)).finally(() => {
      this.#urgent = null;
    });
    return this.#urgent;
  }

  async #askTwice(): Promise<boolean> {
    if (await this.#alive(ANSWER_MS)) return true;
    if (!this.#reachable) return false;
    await new Promise((resolve) => setTimeout(resolve, CONFIRM_MS));
    return this.#alive(ANSWER_MS);
  }

  async #learn(ask: () => Promise<boolean>): Promise<boolean> {
    const alive = await ask();
    if (alive !== this.#reachable) {
      this.#reachable = alive;
      this.#onChange(alive);
    }
    this.#schedule();
    return alive;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const wait = this.#reachable ? CALM_MS : GONE_MS;
    this.#timer = setTimeout(() => (document.hidden ? this.#schedule() : this.check()), wait);
  }
}
