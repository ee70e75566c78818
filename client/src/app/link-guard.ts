import type { Connection } from "../call/connection";
import { type LinkQuality, QualityMeter } from "../call/link-quality";
import { type LinkHealth, LinkWatch } from "../call/link-watch";

const CHECK_MS = 500;
const CHECKS_A_LOOK = 4;

/** Looks after one connection, twice a second. */
export class LinkGuard {
  readonly #connection: Connection;
  readonly #onHealth: (health: LinkHealth, at: number) => void;
  readonly #watch = new LinkWatch();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #onQuality: (quality: LinkQuality | null) => void;
  readonly #meter = new QualityMeter();
  #checks = 0;
  #stopped = false;

  /**
   * @param onHealth Told how the connection is, and when that was, in epoch milliseconds.
   * @param onQuality Told every two seconds how good it was lately.
   */
  constructor(
    connection: Connection,
    onHealth: (health: LinkHealth, at: number) => void,
    onQuality: (quality: LinkQuality | null) => void,
  ) {
    this.#connection = connection;
    this.#onHealth = onHealth;
    this.#onQuality = onQuality;
    this.#timer = setInterval(() => void this.#check(), CHECK_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    const at = Date.now();
    const health = this.#watch.observe(await this.#connection.signsOfLife(), at);
    if (!this.#stopped) this.#onHealth(health, at);
    if (this.#checks++ % CHECKS_A_LOOK === 0) await this.#look(at);
  }

  async #look(at: number): Promise<void> {
    const counts = await this.#connection.counts();
    if (!this.#stopped) this.#onQuality(counts && this.#meter.observe(counts, at));
  }
}
