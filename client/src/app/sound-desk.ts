import { type Devices, findDevices, watchDevices } from "../media/devices";
import type { Sound } from "../media/sound";
import { needsOtherMicrophone, type SoundChoices } from "../media/sound-choices";
import type { Kept } from "../memory/kept";
import type { Store } from "../store";
import { TALKING } from "../strings";
import type { AppEvent, AppState } from "./state";
import type { Voices } from "./voices";

/** Does what the person chooses about sound, at any time, and remembers it. */
export class SoundDesk {
  readonly #store: Store<AppState, AppEvent>;
  readonly #sound: Pick<Sound, "loudspeaker">;
  readonly #voices: Pick<Voices, "talk" | "changeMicrophone">;
  readonly #memory: Kept<SoundChoices>;

  constructor(
    store: Store<AppState, AppEvent>,
    sound: Pick<Sound, "loudspeaker">,
    voices: Pick<Voices, "talk" | "changeMicrophone">,
    memory: Kept<SoundChoices>,
  ) {
    this.#store = store;
    this.#sound = sound;
    this.#voices = voices;
    this.#memory = memory;
    this.#followDevices();
  }

  /** Begin with what the person chose last time. */
  async start(): Promise<void> {
    const remembered = this.#memory.get();
    if (remembered) this.#store.dispatch({ type: "sound", sound: remembered });
    this.#setVolume();
    watchDevices((devices) => this.devicesChanged(devices));
    this.devicesChanged(await findDevices());
  }

  /** Have something otherwise from now on. */
  choose(change: Partial<SoundChoices>): void {
    const before = this.#store.state.sound;
    const after = { ...before, ...change };
    this.#store.dispatch({ type: "sound", sound: after });
    this.#memory.set(after);
    this.#setVolume();
    if (after.speaker !== before.speaker) void this.#routeSound();
    if (needsOtherMicrophone(before, after)) void this.#voices.changeMicrophone();
    if (after.holdToTalk !== before.holdToTalk) this.#voices.talk(!after.holdToTalk);
  }

  /** Whoever holds a key to talk presses it, or lets it go. */
  talk(talks: boolean): void {
    if (this.#store.state.sound.holdToTalk) this.#voices.talk(talks);
  }

  /** Something was plugged in or pulled out. */
  devicesChanged(devices: Devices): void {
    this.#store.dispatch({ type: "devices", devices });
  }

  /** What was chosen may be gone, or back, or known only since the microphone was allowed. */
  #followDevices(): void {
    let known = this.#store.state.devices;
    this.#store.subscribe(() => {
      const { devices } = this.#store.state;
      if (devices === known) return;
      known = devices;
      void this.#routeSound();
    });
  }

  #setVolume(): void {
    const { volume, quiet } = this.#store.state.sound;
    this.#sound.loudspeaker.setVolume(quiet ? 0 : volume);
  }

  async #routeSound(): Promise<void> {
    const { devices, sound } = this.#store.state;
    const there = devices.speakers.some(({ id }) => id === sound.speaker);
    const { loudspeaker } = this.#sound;
    const before = loudspeaker.device;
    const used = await loudspeaker.playThrough(there ? sound.speaker : "");
    if (used && there) return;
    // Chosen, used until now, and pulled out; or the browser would not take it.
    if (before && before === sound.speaker) {
      this.#store.dispatch({ type: "note", text: TALKING.usualSpeaker });
    }
  }
}
