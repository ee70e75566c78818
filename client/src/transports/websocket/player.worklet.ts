import { Playout } from "./playout";
import { Resampler } from "./resampler";
import { toFloats } from "./samples";
import { AudioWorkletProcessor, registerProcessor, sampleRate } from "./worklet-scope";

/** Wi-Fi delays a packet by this much now and then; the gaps of 200 ms are too dear to bridge. */
const DELAY_SECS = 0.06;

/** What the page tells the player: a piece of the agent's sound, or to forget what is left. */
export type PlayerOrder = { samples: Int16Array; sampleRate: number } | "flush";

/** Plays what the page hands over. */
class Player extends AudioWorkletProcessor {
  readonly #playout = new Playout(sampleRate, DELAY_SECS);
  #rate = sampleRate;
  #resampler = new Resampler(sampleRate, sampleRate);

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlayerOrder>) => {
      if (data === "flush") this.#flush();
      else this.#push(data.samples, data.sampleRate);
    };
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const [left, ...others] = output ?? [];
    if (left) this.#playout.pull(left);
    for (const other of others) other.set(left as Float32Array);
    return true;
  }

  #push(samples: Int16Array, rate: number): void {
    if (rate !== this.#rate) this.#tune(rate);
    this.#playout.push(this.#resampler.process(toFloats(samples)));
  }

  #flush(): void {
    this.#playout.flush();
    this.#tune(this.#rate);
  }

  #tune(rate: number): void {
    this.#rate = rate;
    this.#resampler = new Resampler(rate, sampleRate);
  }
}

registerProcessor("player", Player);
