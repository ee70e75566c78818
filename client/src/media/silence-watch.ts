/** How long a microphone may give nothing before the person is told. */
const LONGEST_SILENCE_MS = 10_000;

/**
 * Tells of a microphone that gives nothing at all, as one with a switch of its own does, or one that
 * the system keeps from the browser. A quiet room is no such silence, and one sound clears it.
 */
export class SilenceWatch {
  #since: number | null = null;
  #heard = false;
  #told = false;

  /**
   * @param sounds Whether anything comes from the microphone now.
   * @param at Now, in milliseconds of any steady clock.
   * @returns "silent" once it was so for too long, "heard" if that is over; mostly null.
   */
  observe(sounds: boolean, at: number): "silent" | "heard" | null {
    if (this.#heard) return null;
    if (sounds) {
      this.#heard = true;
      return this.#told ? "heard" : null;
    }
    this.#since ??= at;
    if (this.#told || at - this.#since < LONGEST_SILENCE_MS) return null;
    this.#told = true;
    return "silent";
  }

  /** Muted: silence means nothing until the microphone is on again. */
  pause(): void {
    this.#since = null;
  }
}
