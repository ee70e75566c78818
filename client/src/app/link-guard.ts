import type { Connection } from "../call/connection";
import { type LinkHealth, LinkWatch } from "../call/link-watch";

const CHECK_MS = 500;

/** Looks after one connection, twice a second. */
export class LinkGuard {
  readonly #connection: Connection;
  readonly #onHealth: (health: LinkHealth, at: number) => void;
  readonly #watch = new LinkWatch();
  readonly #timer: ReturnType<typeof setInterval>;
  #stopped = false;

  /** @param onHealth Told how the connection is, and when that was, in epoch milliseconds. */
  constructor(connection: Connection, onHealth: (health: LinkHealth, at: number) => void) {
    this.#connection = connection;
    this.#onHealth = onHealth;
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
  }
}
