/** Asks whether the server is there. */
type Alive = (timeoutMs: number) => Promise<boolean>;

const CALM_MS = 2_500;
const GONE_MS = 1_000;
const CONFIRM_MS = 300;
const ANSWER_MS = 1_500;

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

  constructor(alive: Alive, onChange: (reachable: boolean) => void) {
    this.#alive = alive;
    this.#onChange = onChange;
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

  /** Ask now; at most one question is under way at a time. */
  check(): Promise<boolean> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
      this.#schedule();
    });
    return this.#checking;
  }

  async #check(): Promise<boolean> {
    clearTimeout(this.#timer);
    let alive = await this.#alive(ANSWER_MS);
    if (!alive && this.#reachable) {
      // One lost answer is not a lost server.
      await new Promise((resolve) => setTimeout(resolve, CONFIRM_MS));
      alive = await this.#alive(ANSWER_MS);
    }
    if (alive !== this.#reachable) {
      this.#reachable = alive;
      this.#onChange(alive);
    }
    return alive;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const wait = this.#reachable ? CALM_MS : GONE_MS;
    this.#timer = setTimeout(() => (document.hidden ? this.#schedule() : this.check()), wait);
  }
}
