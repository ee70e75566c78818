/** Zero crossings of the sinc on each side: 60 dB of stop band with the window below. */
const CROSSINGS = 16;
/** Where the filter begins to fall, as a share of the lower rate's half. */
const PASS = 0.92;

/**
 * Changes the rate of a stream of samples: a polyphase low-pass, exact for whole rates, so that
 * hours of sound do not drift. It delays by 16 samples of the lower rate (1 ms at 16 kHz).
 */
export class Resampler {
  /** Rates divided by what they have in common. */
  readonly #step: number;
  readonly #phases: number;
  readonly #half: number;
  readonly #filters: readonly Float32Array[];
  /** The last samples of what came before, where the filter still reaches. */
  #past: Float32Array;
  /** Where the next sample lies, in input samples times phases, from the start of `#past`. */
  #at: number;

  /**
   * @param from Rate of what comes in, in Hz.
   * @param to Rate of what goes out, in Hz.
   */
  constructor(from: number, to: number) {
    const common = divisor(from, to);
    this.#step = from / common;
    this.#phases = to / common;
    const scale = Math.min(1, to / from);
    this.#half = from === to ? 0 : Math.ceil(CROSSINGS / scale);
    this.#filters = Array.from({ length: from === to ? 0 : this.#phases }, (_, phase) =>
      lowPass(phase / this.#phases, this.#half, scale * PASS),
    );
    this.#past = new Float32Array(2 * this.#half);
    this.#at = this.#half * this.#phases;
  }

  /** @param samples The next of the stream, any number of them. */
  process(samples: Float32Array): Float32Array {
    if (this.#half === 0) return samples;
    const input = new Float32Array(this.#past.length + samples.length);
    input.set(this.#past);
    input.set(samples, this.#past.length);
    const reach = (input.length - this.#half) * this.#phases;
    const count = Math.max(0, Math.ceil((reach - this.#at) / this.#step));
    const output = new Float32Array(count);
    for (let each = 0; each < count; each++) {
      output[each] = this.#sample(input);
      this.#at += this.#step;
    }
    const used = input.length - this.#past.length;
    this.#past = input.slice(used);
    this.#at -= used * this.#phases;
    return output;
  }

  #sample(input: Float32Array): number {
    const place = Math.floor(this.#at / this.#phases);
    const filter = this.#filters[this.#at % this.#phases] as Float32Array;
    const first = place - this.#half + 1;
    let sum = 0;
    for (let tap = 0; tap < filter.length; tap++) {
      sum += (filter[tap] as number) * (input[first + tap] as number);
    }
    return sum;
  }
}

/** The filter for a sample that lies `offset` of a sample behind the one in its middle. */
function lowPass(offset: number, half: number, cutoff: number): Float32Array {
  const taps = new Float32Array(2 * half);
  for (let tap = 0; tap < taps.length; tap++) {
    const x = tap - half + 1 - offset;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / half);
    taps[tap] = Math.abs(x) >= half ? 0 : cutoff * sinc(cutoff * x) * window;
  }
  // Silence stays silence and steady stays steady, whatever the phase.
  const sum = taps.reduce((total, each) => total + each, 0);
  return taps.map((each) => each / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
