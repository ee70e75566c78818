// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Connection } from "../call/connection";
import type { Sound } from "../media/sound";
import { USUAL_SOUND } from "../media/sound-choices";
import { problem } from "../problems/problem";
import { Store } from "../store";
import { type Call, newCall } from "./call";
import { type AppEvent, type AppState, OPENING, update } from "./state";
import { Voices } from "./voices";

/** What a browser gives for a microphone. */
interface FakeTrack {
  label: string;
  enabled: boolean;
  stopped: boolean;
  onended: (() => void) | null;
  stop(): void;
}

let store: Store<AppState, AppEvent>;
let voices: Voices;
let call: Call;
let sound: { context: object; listenTo: () => void; stop: () => void; isHeard: boolean };
let opened: FakeTrack[];
/** Microphones that are there, the usual one first. */
let there: string[];
/** One that takes long to open. */
let slowest: string;
const speakThrough = vi.fn(async () => undefined);

function microphone(label: string): FakeTrack {
  const track: FakeTrack = {
    label,
    enabled: true,
    stopped: false,
    onended: null,
    stop: () => {
      track.stopped = true;
    },
  };
  return track;
}

async function getUserMedia({ audio }: MediaStreamConstraints) {
  const wanted = (audio as { deviceId?: { exact: string } }).deviceId?.exact;
  const label = wanted ? there.find((each) => each === wanted) : there[0];
  if (label === slowest) await new Promise((resolve) => setTimeout(resolve, 20));
  if (!label) throw new DOMException("none", "OverconstrainedError");
  const track = microphone(label);
  opened.push(track);
  return { getAudioTracks: () => [track] };
}

beforeEach(() => {
  opened = [];
  there = ["desk", "usb"];
  slowest = "";
  speakThrough.mockClear();
  vi.stubGlobal("RTCPeerConnection", class {});
  vi.stubGlobal("navigator", {
    mediaDevices: { getUserMedia, enumerateDevices: async () => [] },
  });
  store = new Store(OPENING, update);
  store.dispatch({ type: "starting" });
  store.dispatch({ type: "connected", at: 0 });
  sound = { context: {}, listenTo: vi.fn(), stop: vi.fn(), isHeard: true };
  voices = new Voices(store, sound as unknown as Sound);
  call = newCall(false);
});
afterEach(() => vi.unstubAllGlobals());

async function open(choices: Partial<typeof USUAL_SOUND> = {}): Promise<void> {
  store.dispatch({ type: "sound", sound: { ...USUAL_SOUND, ...choices } });
  store.dispatch({ type: "microphone", microphone: "on" });
  call.media = await voices.open(call, false);
  call.connection = { speakThrough } as unknown as Connection;
}

const inUse = () => call.media?.track as unknown as FakeTrack;
const notes = () => store.state.captions.list.map(({ text }) => text);
const pull = async (track: FakeTrack) => {
  track.onended?.();
  await new Promise((resolve) => setTimeout(resolve));
};

describe("holding to talk", () => {
  it("begins silent: nothing is heard that was not meant", async () => {
    await open({ holdToTalk: true });
    expect(inUse().enabled).toBe(false);
    expect(store.state.microphone).toBe("muted");
  });

  it("lets the person be heard while they hold", async () => {
    await open({ holdToTalk: true });
    voices.talk(true);
    expect(inUse().enabled).toBe(true);
    expect(store.state.microphone).toBe("on");
    voices.talk(false);
    expect(inUse().enabled).toBe(false);
  });

  it("is nothing to whoever only types, or when the call is over", async () => {
    await open({ holdToTalk: true });
    store.dispatch({ type: "microphone", microphone: "none" });
    voices.talk(true);
    expect(inUse().enabled).toBe(false);
    voices.close(call);
    voices.talk(true);
    expect(inUse().enabled).toBe(false);
  });
});

describe("another microphone in mid-call", () => {
  it("is spoken through on the connection that there is", async () => {
    await open();
    const first = inUse();
    store.dispatch({ type: "sound", sound: { ...USUAL_SOUND, microphone: "usb" } });
    await voices.changeMicrophone();
    expect(inUse().label).toBe("usb");
    expect(first.stopped).toBe(true);
    expect(speakThrough).toHaveBeenCalledWith(inUse());
  });

  it("is the one that was chosen last, however long the others take to open", async () => {
    await open();
    const choose = (microphone: string) => {
      store.dispatch({ type: "sound", sound: { ...USUAL_SOUND, microphone } });
      return voices.changeMicrophone();
    };
    slowest = "usb";
    await Promise.all([choose("usb"), choose("desk")]);
    expect(inUse().label).toBe("desk");
    expect(opened.filter(({ stopped }) => !stopped)).toEqual([inUse()]);
  });

  it("is kept where the connection broke just now: the next one takes it along", async () => {
    await open();
    speakThrough.mockRejectedValueOnce(new DOMException("closed", "InvalidStateError"));
    store.dispatch({ type: "sound", sound: { ...USUAL_SOUND, microphone: "usb" } });
    await voices.changeMicrophone();
    expect(inUse().label).toBe("usb");
    expect(store.state.problem).toBeNull();
  });

  it("stays muted if the person was", async () => {
    await open();
    await voices.toggle(call);
    await voices.changeMicrophone();
    expect(inUse().enabled).toBe(false);
  });
});

describe("a microphone that gives no sound", () => {
  const silentFor = (secs: number) => {
    sound.isHeard = false;
    voices.watch(0);
    voices.watch(secs * 1_000);
  };
  const told = () => store.state.problem?.code;

  it("is told of after ten seconds, until it gives some", async () => {
    await open();
    silentFor(10);
    expect(told()).toBe("mic-silent");
    sound.isHeard = true;
    voices.watch(11_000);
    expect(told()).toBeUndefined();
  });

  it("is no news while the person is muted, nor beside a worse problem", async () => {
    await open();
    await voices.toggle(call);
    silentFor(60);
    expect(told()).toBeUndefined();
    await voices.toggle(call);
    store.dispatch({ type: "problem", problem: problem("server-gone") });
    silentFor(60);
    expect(told()).toBe("server-gone");
  });
});

describe("a microphone that was chosen and is not there", () => {
  const instead = expect.stringContaining("is not there. You are heard through desk");

  it("is replaced at the call's start, and the person is told once they are connected", async () => {
    there = ["desk"];
    await open({ microphone: "usb" });
    expect(inUse().label).toBe("desk");
    expect(call.notes).toEqual([instead]);
    expect(notes()).toEqual([]);
  });

  it("is replaced in mid-call, and the person is told", async () => {
    await open();
    there = ["desk"];
    store.dispatch({ type: "sound", sound: { ...USUAL_SOUND, microphone: "usb" } });
    await voices.changeMicrophone();
    expect(inUse().label).toBe("desk");
    expect(notes()).toEqual([instead]);
  });

  it("is no news where it is there", async () => {
    await open({ microphone: "usb" });
    expect(call.notes).toEqual([]);
  });
});

describe("a microphone that is pulled out", () => {
  it("is replaced by the usual one, and the person is told", async () => {
    await open({ microphone: "usb" });
    there = ["desk"];
    await pull(inUse());
    expect(inUse().label).toBe("desk");
    expect(store.state.microphone).toBe("on");
    expect(notes()).toEqual(["usb is gone. You are heard through desk now."]);
  });

  it("leaves typing where there is no other", async () => {
    await open();
    there = [];
    await pull(inUse());
    expect(store.state.microphone).toBe("none");
    expect(store.state.problem?.code).toBe("mic-lost");
  });
});
