import type { AgentVoice } from "../transports/call-transport";

/** What browsers have that let a page choose; the types know it of elements alone. */
interface Sink {
  setSinkId?(id: string): Promise<void>;
}

/** Plays the agent: a track by an element, a part of the audio graph by its context. */
export class Loudspeaker {
  readonly #element = new Audio();
  #context: AudioContext | null = null;
  #gain: GainNode | null = null;
  #volume = 1;
  #device = "";

  /** Whether this browser lets a page choose where sound goes. */
  static get canChoose(): boolean {
    return "setSinkId" in HTMLMediaElement.prototype;
  }

  /** Id of the device in use; empty for the one that the system uses. */
  get device(): string {
    return this.#device;
  }

  /** Whether a track waits to be played, rather than a part of the graph. */
  get hasTrack(): boolean {
    return this.#element.srcObject !== null;
  }

  /** Play a voice in place of the one before; a track waits for `start`. */
  attach(voice: AgentVoice, context: AudioContext): void {
    const isNode = voice instanceof AudioNode;
    this.#element.srcObject = isNode ? null : new MediaStream([voice]);
    if (isNode) voice.connect(this.#gainOf(context));
  }

  /** @throws {DOMException} "NotAllowedError" if the browser wants a click first. */
  async start(): Promise<void> {
    await this.#element.play();
  }

  /** @param volume From 0 to 1. */
  setVolume(volume: number): void {
    this.#volume = volume;
    this.#element.volume = volume;
    // Telephones leave an element's volume alone, but they do mute it.
    this.#element.muted = volume === 0;
    if (this.#gain) this.#gain.gain.value = volume;
  }

  /**
   * Play through another device from now on.
   *
   * @param device Its id; empty for the one that the system uses.
   * @returns False if it is not there any more; sound then goes on where it went before.
   */
  async playThrough(device: string): Promise<boolean> {
    if (device === this.#device) return true;
    try {
      await (this.#element as Sink).setSinkId?.(device);
      await (this.#context as Sink | null)?.setSinkId?.(device);
    } catch {
      return false;
    }
    this.#device = device;
    return true;
  }

  detach(): void {
    this.#element.srcObject = null;
  }

  #gainOf(context: AudioContext): GainNode {
    if (this.#gain) return this.#gain;
    const gain = context.createGain();
    gain.gain.value = this.#volume;
    gain.connect(context.destination);
    this.#context = context;
    this.#gain = gain;
    // The device was perhaps chosen before there was a context.
    if (this.#device) (context as Sink).setSinkId?.(this.#device).catch(() => undefined);
    return gain;
  }
}
