/** Quietest level shown, in dB below full scale: the noise of an ordinary room. */
const FLOOR_DB = -54;
/** Level shown as full: speech close to a microphone. */
const CEILING_DB = -14;

/**
 * How loud a piece of sound is to the ear.
 *
 * @param samples From -1 to 1.
 * @returns 0 for silence, 1 for loud speech.
 */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  const level = (20 * Math.log10(rms) - FLOOR_DB) / (CEILING_DB - FLOOR_DB);
  return Math.min(1, Math.max(0, level));
}

/** The smallest step of 16-bit sound: what is below it is no sound at all. */
const LEAST = 2 ** -15;

/** Measures a track, or a part of the audio graph, as it plays. */
export class LevelMeter {
  /** Null where somebody else's part is measured, who also takes it out of the graph. */
  readonly #source: MediaStreamAudioSourceNode | null;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(context: AudioContext, voice: MediaStreamTrack | AudioNode) {
    const owned = !(voice instanceof AudioNode);
    this.#source = owned ? context.createMediaStreamSource(new MediaStream([voice])) : null;
    this.#analyser = context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    (this.#source ?? (voice as AudioNode)).connect(this.#analyser);
  }

  /** Loudness of the last 20 ms or so, from 0 to 1. */
  read(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return loudness(this.#samples);
  }

  /** Whether anything comes at all, be it the noise of the microphone itself. */
  sounds(): boolean {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return this.#samples.some((sample) => Math.abs(sample) >= LEAST);
  }

  close(): void {
    this.#source?.disconnect();
  }
}
