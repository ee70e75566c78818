/** Runs beside the page, on the thread of the sound. */
export interface Processor {
  readonly port: MessagePort;
}

/** What a browser puts into the scope of an audio worklet; TypeScript's library leaves it out. */
interface WorkletScope {
  /** Of the audio context, in Hz. */
  readonly sampleRate: number;
  readonly AudioWorkletProcessor: new () => Processor;
  registerProcessor(name: string, processor: new () => Processor): void;
}

export const { sampleRate, AudioWorkletProcessor, registerProcessor } =
  globalThis as unknown as WorkletScope;
