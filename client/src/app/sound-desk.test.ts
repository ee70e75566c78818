// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Devices } from "../media/devices";
import type { Sound } from "../media/sound";
import { type SoundChoices, soundChoicesOf, USUAL_SOUND } from "../media/sound-choices";
import { Kept } from "../memory/kept";
import { Store } from "../store";
import { SoundDesk } from "./sound-desk";
import { type AppEvent, type AppState, OPENING, update } from "./state";

const HEADPHONES: Devices = { microphones: [], speakers: [{ id: "hp", label: "Headphones" }] };
const NOTHING: Devices = { microphones: [], speakers: [] };

/** A loudspeaker that can be pulled out. */
class FakeLoudspeaker {
  device = "";
  volume = 1;
  setVolume = (volume: number) => {
    this.volume = volume;
  };
  playThrough = async (device: string) => {
    this.device = device;
    return true;
  };
}

let store: Store<AppState, AppEvent>;
let loudspeaker: FakeLoudspeaker;
let desk: SoundDesk;
const voices = { talk: vi.fn(), changeMicrophone: vi.fn(async () => undefined) };
const memory = new Kept<SoundChoices>(() => localStorage, "test.sound", soundChoicesOf);

beforeEach(() => {
  localStorage.clear();
  vi.clearAllMocks();
  store = new Store(OPENING, update);
  loudspeaker = new FakeLoudspeaker();
  desk = new SoundDesk(store, { loudspeaker } as unknown as Sound, voices, memory);
});

const settled = () => new Promise((resolve) => setTimeout(resolve));
const plugged = (devices: Devices) => {
  desk.devicesChanged(devices);
  return settled();
};
const notes = () => store.state.captions.list.map(({ text }) => text);

describe("the agent's loudness", () => {
  it("is what the person sets, and nothing while they want quiet", () => {
    desk.choose({ volume: 0.4 });
    expect(loudspeaker.volume).toBe(0.4);
    desk.choose({ quiet: true });
    expect(loudspeaker.volume).toBe(0);
    desk.choose({ quiet: false });
    expect(loudspeaker.volume).toBe(0.4);
  });

  it("is remembered next time", async () => {
    desk.choose({ volume: 0.4 });
    await new SoundDesk(store, { loudspeaker } as unknown as Sound, voices, memory).start();
    expect(store.state.sound).toEqual({ ...USUAL_SOUND, volume: 0.4 });
  });
});

describe("the microphone", () => {
  it("is opened anew only for what concerns it", () => {
    desk.choose({ volume: 0.1, speaker: "hp" });
    expect(voices.changeMicrophone).not.toHaveBeenCalled();
    desk.choose({ microphone: "usb" });
    expect(voices.changeMicrophone).toHaveBeenCalledTimes(1);
  });

  it("falls silent when the person wants to hold a key to talk, and is on again after", () => {
    desk.choose({ holdToTalk: true });
    expect(voices.talk).toHaveBeenLastCalledWith(false);
    desk.choose({ holdToTalk: false });
    expect(voices.talk).toHaveBeenLastCalledWith(true);
  });
});

describe("the loudspeaker", () => {
  beforeEach(async () => {
    store.dispatch({ type: "starting" });
    store.dispatch({ type: "connected", at: 0 });
    await plugged(HEADPHONES);
    desk.choose({ speaker: "hp" });
    await settled();
  });

  it("is the one that was chosen", () => {
    expect(loudspeaker.device).toBe("hp");
    expect(notes()).toEqual([]);
  });

  it("is used once the microphone is allowed: no device is known before", async () => {
    await plugged(NOTHING);
    store.dispatch({ type: "devices", devices: HEADPHONES });
    await settled();
    expect(loudspeaker.device).toBe("hp");
  });

  it("is the usual one when the chosen one is pulled out, which is told once", async () => {
    await plugged(NOTHING);
    await plugged(NOTHING);
    expect(loudspeaker.device).toBe("");
    expect(notes()).toHaveLength(1);
  });

  it("is the chosen one again once that is back", async () => {
    await plugged(NOTHING);
    await plugged(HEADPHONES);
    expect(loudspeaker.device).toBe("hp");
  });
});
