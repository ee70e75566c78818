import { describe, expect, it } from "vitest";
import { needsOtherMicrophone, soundChoicesOf, USUAL_SOUND } from "./sound-choices";

describe("what was stored", () => {
  it("counts, and the rest is as usual", () => {
    expect(soundChoicesOf({ microphone: "usb", volume: 0.5 })).toEqual({
      ...USUAL_SOUND,
      microphone: "usb",
      volume: 0.5,
    });
  });

  it("of another kind does not count", () => {
    expect(soundChoicesOf({ volume: "loud", quiet: 1, gone: true })).toEqual(USUAL_SOUND);
    for (const nonsense of [null, 3, "x"]) expect(soundChoicesOf(nonsense)).toBeNull();
  });

  it("is kept within what loudspeakers take", () => {
    expect(soundChoicesOf({ volume: 7 })?.volume).toBe(1);
    expect(soundChoicesOf({ volume: -1 })?.volume).toBe(0);
    expect(soundChoicesOf({ volume: Number.NaN })?.volume).toBe(1);
  });
});

describe("the microphone", () => {
  it("is opened anew for another one, or for another way of cleaning its sound", () => {
    for (const change of [
      { microphone: "usb" },
      { echoCancellation: false },
      { noiseSuppression: false },
    ]) {
      expect(needsOtherMicrophone(USUAL_SOUND, { ...USUAL_SOUND, ...change })).toBe(true);
    }
  });

  it("stays as it is whatever becomes of the loudspeaker", () => {
    const after = { ...USUAL_SOUND, speaker: "hdmi", volume: 0.2, quiet: true, holdToTalk: true };
    expect(needsOtherMicrophone(USUAL_SOUND, after)).toBe(false);
  });
});
