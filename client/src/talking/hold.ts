/** People let go of a key before the last sound of a word is out. */
const TAIL_MS = 250;

/** Holding to talk: heard at once when pressed, and for a moment after it was let go. */
export class Hold {
  readonly #onTalk: (talks: boolean) => void;
  #tail: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  /** @param onTalk Told when the person is to be heard, and when no more. */
  constructor(onTalk: (talks: boolean) => void) {
    this.#onTalk = onTalk;
  }

  press(): void {
    if (this.#held) return;
    this.#held = true;
    const stillHeard = this.#tail !== undefined;
    this.#forgetTail();
    if (!stillHeard) this.#onTalk(true);
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#tail = setTimeout(() => {
      this.#tail = undefined;
      this.#onTalk(false);
    }, TAIL_MS);
  }

  /** Forget everything; nobody is told. */
  stop(): void {
    this.#held = false;
    this.#forgetTail();
  }

  #forgetTail(): void {
    clearTimeout(this.#tail);
    this.#tail = undefined;
  }
}
