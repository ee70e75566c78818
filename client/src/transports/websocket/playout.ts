/** More than this is a mistake somewhere: speech this late answers nobody. */
const LONGEST_SECS = 10;
/** Sound begins after this, however little has come; the server sends as much ahead. */
const MOST_DELAY_SECS = 0.2;
/** With this much it begins sooner: the first piece often comes alone on a bad line. */
const DEPTH_SECS = 0.14;
/** Short enough that nobody hears it go on, long enough that nothing clicks. */
const FADE_SECS = 0.003;

/**
 * The agent's sound between the network and the loudspeaker. It begins a moment after the first
 * piece came, so that pieces which come late leave no gap, and later where little came until then;
 * when it runs dry, it waits again.
 *
 *     comes   ▮▮ ▮▮▮▮▮▮▮▮ ▮               comes   ▮          ▮▮▮▮▮▮▮▮▮
 *     plays   └─60 ms─┘▮▮▮▮▮▮▮▮▮▮▮        plays   └─ 200 ms at most ─┘▮▮▮▮▮▮▮▮▮▮
 */
export class Playout {
  readonly #delay: number;
  readonly #mostDelay: number;
  readonly #depth: number;
  readonly #longest: number;
  readonly #fade: number;
  #queue: Float32Array[] = [];
  #queued = 0;
  /** Samples that were taken from the first piece. */
  #taken = 0;
  /** Samples of silence since something waits, before sound begins. */
  #waited = 0;
  #begun = false;

  /**
   * @param sampleRate In Hz.
   * @param delaySecs How long the first piece waits.
   */
  constructor(sampleRate: number, delaySecs: number) {
    this.#delay = Math.round(sampleRate * delaySecs);
    this.#mostDelay = sampleRate * MOST_DELAY_SECS;
    this.#depth = sampleRate * DEPTH_SECS;
    this.#longest = sampleRate * LONGEST_SECS;
    this.#fade = Math.round(sampleRate * FADE_SECS);
  }

  push(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#queue.push(samples);
    this.#queued += samples.length;
    while (this.#queued > this.#longest) this.#dropFirst();
  }

  /** Fill `out` with what is next; silence where there is nothing. */
  pull(out: Float32Array): void {
    out.fill(0);
    let at = this.#begun ? 0 : this.#wait(out.length);
    while (at < out.length && this.#queued > 0) at += this.#take(out, at);
    if (this.#queued === 0) this.#rest();
  }

  /** Forget what was not heard, but for the few samples of a fade. */
  flush(): void {
    const rest = new Float32Array(this.#begun ? Math.min(this.#fade, this.#queued) : 0);
    for (let at = 0; at < rest.length; ) at += this.#take(rest, at);
    this.#queue = [];
    this.#queued = 0;
    this.#taken = 0;
    if (rest.length === 0) this.#rest();
    this.push(rest.map((sample, place) => sample * (1 - (place + 1) / rest.length)));
  }

  /** How much of so many samples is silence yet. */
  #wait(length: number): number {
    if (this.#queued === 0) return length;
    const until = this.#queued < this.#depth ? this.#mostDelay : this.#delay;
    const silence = Math.min(length, Math.max(0, until - this.#waited));
    this.#waited += silence;
    this.#begun = silence < length;
    return silence;
  }

  /** What comes next begins with a whole wait. */
  #rest(): void {
    this.#waited = 0;
    this.#begun = false;
  }

  #take(out: Float32Array, at: number): number {
    const first = this.#queue[0] as Float32Array;
    const piece = first.subarray(this.#taken, this.#taken + out.length - at);
    out.set(piece, at);
    this.#taken += piece.length;
    this.#queued -= piece.length;
    if (this.#taken === first.length) {
      this.#queue.shift();
      this.#taken = 0;
    }
    return piece.length;
  }

  #dropFirst(): void {
    const first = this.#queue.shift() as Float32Array;
    this.#queued -= first.length - this.#taken;
    this.#taken = 0;
  }
}
