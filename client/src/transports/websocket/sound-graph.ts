import microphoneUrl from "./microphone.worklet?worker&url";
import type { PlayerOrder } from "./player.worklet";
import playerUrl from "./player.worklet?worker&url";

/** The audio graph of a call over WebSocket: the microphone as samples, samples as a voice. */
export class SoundGraph {
  /** The agent; connected to nothing yet. */
  readonly voice: AudioWorkletNode;
  readonly #context: AudioContext;
  readonly #tap: AudioWorkletNode;
  #source: MediaStreamAudioSourceNode;

  /**
   * @param context Runs the graph.
   * @param track What the person says.
   * @param onSpeech Told of every 20 ms: 16-bit samples at `SPEECH_RATE`, muted or not.
   */
  static async open(
    context: AudioContext,
    track: MediaStreamTrack,
    onSpeech: (pcm: Uint8Array) => void,
  ): Promise<SoundGraph> {
    await Promise.all([microphoneUrl, playerUrl].map((url) => context.audioWorklet.addModule(url)));
    return new SoundGraph(context, track, onSpeech);
  }

  private constructor(
    context: AudioContext,
    track: MediaStreamTrack,
    onSpeech: (pcm: Uint8Array) => void,
  ) {
    this.#context = context;
    this.#tap = new AudioWorkletNode(context, "microphone-tap", { channelCount: 1 });
    this.#tap.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) =>
      onSpeech(new Uint8Array(data));
    this.#source = this.#listenTo(track);
    // It gives silence; connected to nothing, some browsers would not run it.
    this.#tap.connect(context.destination);
    this.voice = new AudioWorkletNode(context, "player", {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
  }

  /** Play the next of what the agent says. */
  play(samples: Int16Array, sampleRate: number): void {
    // Kept until the person allows sound, it would all be late by then.
    if (this.#context.state === "running") this.#order({ samples, sampleRate });
  }

  /** Be silent at once: the agent was interrupted. */
  flush(): void {
    this.#order("flush");
  }

  /** Send another track in place of the one in use. */
  speakThrough(track: MediaStreamTrack): void {
    this.#source.disconnect();
    this.#source = this.#listenTo(track);
  }

  close(): void {
    this.#tap.port.onmessage = null;
    this.#source.disconnect();
    this.#tap.disconnect();
    this.voice.disconnect();
  }

  #listenTo(track: MediaStreamTrack): MediaStreamAudioSourceNode {
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    source.connect(this.#tap);
    return source;
  }

  #order(order: PlayerOrder): void {
    this.voice.port.postMessage(order);
  }
}

/** Rate of what the microphone's worklet hands over, in Hz. */
export const SPEECH_RATE = 16_000;
