import { CallMedia } from "../media/call-media";
import { openMicrophone } from "../media/microphone";
import { silentTrack } from "../media/silence";
import type { Sound } from "../media/sound";
import { explain, Unsupported } from "../problems/explain";
import { type Problem, problem } from "../problems/problem";
import type { Store } from "../store";
import type { AgentVoice } from "../transports/call-transport";
import type { Call } from "./call";
import { Stopped } from "./dialler";
import type { AppEvent, AppState } from "./state";

/** The person's microphone and the agent's voice, in every call. */
export class Voices {
  readonly #store: Store<AppState, AppEvent>;
  readonly #sound: Sound;

  constructor(store: Store<AppState, AppEvent>, sound: Sound) {
    this.#store = store;
    this.#sound = sound;
  }

  /**
   * Give a call its microphone, or silence.
   *
   * @throws {MicrophoneError} There is none.
   * @throws {Stopped} The person stopped while the browser asked them.
   */
  async open(call: Call, typeOnly: boolean): Promise<CallMedia> {
    if (!("RTCPeerConnection" in window || "AudioWorkletNode" in window)) throw new Unsupported();
    const { context } = this.#sound;
    const track = typeOnly ? silentTrack(context) : await openMicrophone();
    if (call.over.signal.aborted) {
      track.stop();
      throw new Stopped();
    }
    const media = new CallMedia(track);
    this.#hear(call, media);
    return media;
  }

  /** Mute or unmute; opens the microphone if the call began without one. */
  async toggle(call: Call): Promise<void> {
    const { microphone } = this.#store.state;
    if (microphone === "none") {
      await this.#openInCall(call);
      return;
    }
    const muted = microphone === "on";
    call.media?.mute(muted);
    this.#store.dispatch({ type: "microphone", microphone: muted ? "muted" : "on" });
  }

  async play(voice: AgentVoice): Promise<void> {
    if (!(await this.#sound.play(voice))) this.#tell(problem("sound-blocked"));
  }

  /** The person allowed sound, by clicking. */
  async unblock(): Promise<void> {
    if (await this.#sound.unblock()) {
      this.#store.dispatch({ type: "solved", codes: ["sound-blocked"] });
    }
  }

  close(call: Call | null): void {
    if (call?.media) {
      call.media.track.onended = null;
      call.media.track.stop();
    }
    this.#sound.stop();
  }

  async #openInCall(call: Call): Promise<void> {
    const { media, connection } = call;
    if (!media || !connection) return;
    try {
      const track = await openMicrophone();
      media.replace(track);
      media.mute(false);
      await connection.speakThrough(track);
      this.#hear(call, media);
      this.#store.dispatch({ type: "microphone", microphone: "on" });
      this.#store.dispatch({ type: "solved" });
    } catch (error) {
      this.#tell({ ...explain(error), remedy: "dismiss" });
    }
  }

  #hear(call: Call, media: CallMedia): void {
    const { track } = media;
    this.#sound.listenTo(track);
    track.onended = () => {
      if (call.over.signal.aborted || media.track !== track) return;
      this.#store.dispatch({ type: "microphone", microphone: "none" });
      this.#tell(problem("mic-lost"));
    };
  }

  #tell(what: Problem): void {
    this.#store.dispatch({ type: "problem", problem: what });
  }
}
