/** 16-bit samples as an audio graph wants them, from -1 to 1. */
export function toFloats(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 0x8000);
}

/** Samples from an audio graph in 16 bit; what is too loud is clipped. */
export function toInts(samples: Float32Array): Int16Array<ArrayBuffer> {
  const ints = new Int16Array(samples.length);
  for (let at = 0; at < ints.length; at++) {
    const sample = Math.round((samples[at] as number) * 0x8000);
    ints[at] = Math.max(-0x8000, Math.min(0x7fff, sample));
  }
  return ints;
}

/** Cuts a stream into pieces of one size. */
export class Slicer {
  #piece: Float32Array;
  #filled = 0;

  /** @param size Samples in a piece. */
  constructor(size: number) {
    this.#piece = new Float32Array(size);
  }

  /** The pieces that are full with these samples. */
  *slices(samples: Float32Array): Generator<Float32Array> {
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + this.#piece.length - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < this.#piece.length) return;
      yield this.#piece;
      this.#filled = 0;
    }
  }
}
