import type { AgentVoice } from "../transports/call-transport";
import { LevelMeter } from "./level";
import { Loudspeaker } from "./loudspeaker";

/** An audio context that is not allowed to start tells nothing; it only does not start. */
const LONGEST_START_MS = 500;

/** Plays the agent, and measures both voices. One for the life of the page. */
export class Sound {
  readonly loudspeaker = new Loudspeaker();
  #context: AudioContext | null = null;
  #mine: LevelMeter | null = null;
  #theirs: LevelMeter | null = null;

  /** Call from a click: browsers keep sound off for pages that nobody has touched. */
  get context(): AudioContext {
    this.#context ??= new AudioContext();
    // A context that may not start yet stays suspended; the meters then read silence.
    this.#context.resume().catch(() => undefined);
    return this.#context;
  }

  /** Measure what the person says. */
  listenTo(track: MediaStreamTrack): void {
    this.#mine?.close();
    this.#mine = new LevelMeter(this.context, track);
  }

  /**
   * Play the agent, instead of whoever was played before.
   *
   * @returns False if the browser will not play before the person clicks.
   */
  async play(voice: AgentVoice): Promise<boolean> {
    this.#theirs?.close();
    this.#theirs = new LevelMeter(this.context, voice);
    this.loudspeaker.attach(voice, this.context);
    return this.unblock();
  }

  /** Try again to play, from a click. */
  async unblock(): Promise<boolean> {
    if (!this.loudspeaker.hasTrack) return this.#started();
    try {
      this.context.resume().catch(() => undefined);
      await this.loudspeaker.start();
      return true;
    } catch (error) {
      // "AbortError" only says that a newer track took over.
      return !(error instanceof DOMException && error.name === "NotAllowedError");
    }
  }

  /** Loudness of both voices now, each from 0 to 1. */
  levels(): { mine: number; theirs: number } {
    return { mine: this.#mine?.read() ?? 0, theirs: this.#theirs?.read() ?? 0 };
  }

  /** Whether anything comes from the microphone; a context that stands still cannot tell. */
  get isHeard(): boolean {
    return this.context.state !== "running" || (this.#mine?.sounds() ?? true);
  }

  async #started(): Promise<boolean> {
    const { context } = this;
    const late = new Promise((resolve) => setTimeout(resolve, LONGEST_START_MS));
    await Promise.race([context.resume().catch(() => undefined), late]);
    return context.state === "running";
  }

  stop(): void {
    this.loudspeaker.detach();
    this.#mine?.close();
    this.#theirs?.close();
    this.#mine = null;
    this.#theirs = null;
  }
}
