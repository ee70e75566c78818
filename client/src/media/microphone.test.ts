import { afterEach, expect, it, vi } from "vitest";
import { openMicrophone } from "./microphone";
import { USUAL_SOUND } from "./sound-choices";

const TRACK = { kind: "audio" } as MediaStreamTrack;
const STREAM = { getAudioTracks: () => [TRACK] };
const refused = (name: string) => Promise.reject(new DOMException("no", name));

function browserWith(getUserMedia: (wanted: MediaStreamConstraints) => Promise<unknown>) {
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
}

afterEach(() => vi.unstubAllGlobals());

it("asks for sound alone, without the agent's echo", async () => {
  const asked = vi.fn(async () => STREAM);
  browserWith(asked);
  expect(await openMicrophone(USUAL_SOUND)).toBe(TRACK);
  expect(asked).toHaveBeenCalledWith({
    audio: expect.objectContaining({ echoCancellation: true, noiseSuppression: true }),
    video: false,
  });
});

it("asks for the microphone that was chosen, cleaned as was chosen", async () => {
  const asked = vi.fn(async () => STREAM);
  browserWith(asked);
  await openMicrophone({ microphone: "usb", echoCancellation: false, noiseSuppression: false });
  expect(asked).toHaveBeenCalledWith({
    audio: expect.objectContaining({
      deviceId: { exact: "usb" },
      echoCancellation: false,
      noiseSuppression: false,
    }),
    video: false,
  });
});

it("takes another one where the one that was chosen is gone", async () => {
  const asked = vi.fn(async ({ audio }: MediaStreamConstraints) =>
    "deviceId" in (audio as MediaTrackConstraints) ? refused("OverconstrainedError") : STREAM,
  );
  browserWith(asked);
  expect(await openMicrophone({ ...USUAL_SOUND, microphone: "usb" })).toBe(TRACK);
  expect(asked).toHaveBeenCalledTimes(2);
});

it("does not ask again where the person said no", async () => {
  const asked = vi.fn(() => refused("NotAllowedError"));
  browserWith(asked);
  const opening = openMicrophone({ ...USUAL_SOUND, microphone: "usb" });
  await expect(opening).rejects.toMatchObject({ name: "NotAllowedError" });
  expect(asked).toHaveBeenCalledTimes(1);
});

it("tells an insecure page from a refused microphone", async () => {
  vi.stubGlobal("navigator", {});
  await expect(openMicrophone(USUAL_SOUND)).rejects.toMatchObject({ name: "InsecureContextError" });
  browserWith(() => refused("NotAllowedError"));
  await expect(openMicrophone(USUAL_SOUND)).rejects.toMatchObject({ name: "NotAllowedError" });
});
