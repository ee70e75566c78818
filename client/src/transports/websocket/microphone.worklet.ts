import { Resampler } from "./resampler";
import { Slicer, toInts } from "./samples";
import { AudioWorkletProcessor, registerProcessor, sampleRate } from "./worklet-scope";

/** What the ears want, and a third of the bytes of 48 kHz. */
const RATE = 16_000;
const PIECE = RATE / 50;
const QUANTUM = 128;

/**
 * Hands over the microphone as pieces of 20 ms. A muted microphone gives silence, and so does none
 * at all: the server must hear that nobody speaks any more.
 */
class MicrophoneTap extends AudioWorkletProcessor {
  readonly #resampler = new Resampler(sampleRate, RATE);
  readonly #slicer = new Slicer(PIECE);
  readonly #silence = new Float32Array(QUANTUM);

  process([microphone]: Float32Array[][]): boolean {
    const samples = this.#resampler.process(microphone?.[0] ?? this.#silence);
    for (const slice of this.#slicer.slices(samples)) {
      const { buffer } = toInts(slice);
      this.port.postMessage(buffer, [buffer]);
    }
    return true;
  }
}

registerProcessor("microphone-tap", MicrophoneTap);
