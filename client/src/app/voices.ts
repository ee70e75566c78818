import { CallMedia } from "../media/call-media";
import { findDevices } from "../media/devices";
import { type MicrophoneChoice, openMicrophone } from "../media/microphone";
import { silentTrack } from "../media/silence";
import { SilenceWatch } from "../media/silence-watch";
import type { Sound } from "../media/sound";
import { explain, Unsupported } from "../problems/explain";
import { type Problem, problem } from "../problems/problem";
import type { Store } from "../store";
import { TALKING } from "../strings";
import type { AgentVoice } from "../transports/call-transport";
import type { Call } from "./call";
import { Stopped } from "./dialler";
import type { AppEvent, AppState } from "./state";

/** The person's microphone and the agent's voice, in every call. */
export class Voices {
  readonly #store: Store<AppState, AppEvent>;
  readonly #sound: Sound;
  /** The call that has the microphone. */
  #call: Call | null = null;
  #silence = new SilenceWatch();
  #changing: Promise<void> = Promise.resolve();

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
    const { sound } = this.#store.state;
    const track = typeOnly
      ? silentTrack(context)
      : await openMicrophone(sound, ({ label }) => {
          call.notes.push(TALKING.missingMicrophone(label));
        });
    if (call.over.signal.aborted) {
      track.stop();
      throw new Stopped();
    }
    const media = new CallMedia(track);
    this.#call = call;
    if (!typeOnly && sound.holdToTalk) this.#mute(media, true);
    this.#hear(call, media);
    return media;
  }

  /** Mute or unmute; opens the microphone if the call began without one. */
  async toggle(call: Call): Promise<void> {
    const { microphone } = this.#store.state;
    if (microphone === "none") await this.#openInCall(call);
    else if (call.media) this.#mute(call.media, microphone === "on");
  }

  /** Let the person be heard, or not, where there is a microphone. */
  talk(talks: boolean): void {
    const { media } = this.#call ?? {};
    if (media && this.#store.state.microphone !== "none") this.#mute(media, !talks);
  }

  /** Speak through what was chosen by now, without a new connection. */
  changeMicrophone(): Promise<void> {
    // One after the other: the last choice counts, whichever device opens faster.
    this.#changing = this.#changing.then(() => this.#change());
    return this.#changing;
  }

  async #change(): Promise<void> {
    const call = this.#call;
    if (!call || this.#store.state.microphone === "none") return;
    try {
      await this.#speakThrough(call, this.#store.state.sound);
    } catch (error) {
      // The one in use goes on working.
      this.#tell({ ...explain(error), remedy: "dismiss" });
    }
  }

  /** Look whether the microphone gives anything; twice a second is often enough. */
  watch(at: number): void {
    if (this.#store.state.microphone !== "on") {
      this.#silence.pause();
      return;
    }
    const news = this.#silence.observe(this.#sound.isHeard, at);
    if (news === "heard") this.#store.dispatch({ type: "solved", codes: ["mic-silent"] });
    // What is told already is worse.
    if (news === "silent" && !this.#store.state.problem) this.#tell(problem("mic-silent"));
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
    this.#call = null;
    this.#sound.stop();
  }

  async #openInCall(call: Call): Promise<void> {
    if (!call.media || !call.connection) return;
    try {
      await this.#speakThrough(call, this.#store.state.sound);
      this.#mute(call.media, this.#store.state.sound.holdToTalk);
      this.#store.dispatch({ type: "solved" });
    } catch (error) {
      this.#tell({ ...explain(error), remedy: "dismiss" });
    }
  }

  async #speakThrough(call: Call, choice: MicrophoneChoice): Promise<void> {
    const track = await openMicrophone(choice, ({ label }) => {
      this.#store.dispatch({ type: "note", text: TALKING.missingMicrophone(label) });
    });
    const { media } = call;
    if (!media || call.over.signal.aborted) {
      track.stop();
      return;
    }
    media.replace(track);
    this.#hear(call, media);
    // A connection that broke, or is yet to come, is made anew with it.
    await call.connection?.speakThrough(track).catch(() => undefined);
  }

  #hear(call: Call, media: CallMedia): void {
    const { track } = media;
    this.#sound.listenTo(track);
    this.#silence = new SilenceWatch();
    track.onended = () => {
      if (!call.over.signal.aborted && media.track === track)
        void this.#fallBack(call, track.label);
    };
    // Browsers tell no names of devices before the microphone was allowed.
    void findDevices().then((devices) => this.#store.dispatch({ type: "devices", devices }));
  }

  /** The microphone was pulled out: another one may be there. */
  async #fallBack(call: Call, gone: string): Promise<void> {
    try {
      await this.#speakThrough(call, { ...this.#store.state.sound, microphone: "" });
      const text = TALKING.otherMicrophone(gone, call.media?.track.label ?? "");
      this.#store.dispatch({ type: "note", text });
    } catch {
      this.#store.dispatch({ type: "microphone", microphone: "none" });
      this.#tell(problem("mic-lost"));
    }
  }

  #mute(media: CallMedia, muted: boolean): void {
    media.mute(muted);
    this.#store.dispatch({ type: "microphone", microphone: muted ? "muted" : "on" });
  }

  #tell(what: Problem): void {
    this.#store.dispatch({ type: "problem", problem: what });
  }
}
