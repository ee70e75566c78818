/**
 * Keeps a phone's screen on, so that it does not fall asleep in the middle of a talk. The system
 * takes the lock away whenever the page is hidden; it is asked for anew when somebody looks again.
 */
export class WakeLock {
  #wanted = false;
  #asking = false;
  #held: WakeLockSentinel | null = null;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.#ask());
  }

  /** Keep the screen on, or let it fall asleep again. */
  keep(awake: boolean): void {
    if (this.#wanted === awake) return;
    this.#wanted = awake;
    if (awake) void this.#ask();
    else this.#letGo();
  }

  async #ask(): Promise<void> {
    const free = !this.#held || this.#held.released;
    if (!this.#wanted || !free || this.#asking || document.hidden) return;
    this.#asking = true;
    try {
      this.#held = await navigator.wakeLock.request("screen");
    } catch {
      // A browser without it, or a battery that is low: then the screen falls asleep.
    } finally {
      this.#asking = false;
    }
    // It may be unwanted by now.
    if (!this.#wanted) this.#letGo();
  }

  #letGo(): void {
    this.#held?.release().catch(() => undefined);
    this.#held = null;
  }
}
