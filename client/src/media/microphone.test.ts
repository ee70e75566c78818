import { afterEach, expect, it, vi } from "vitest";
import { openMicrophone } from "./microphone";

const TRACK = { kind: "audio" } as MediaStreamTrack;

function browserWith(getUserMedia: (wanted: MediaStreamConstraints) => Promise<unknown>) {
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
}

afterEach(() => vi.unstubAllGlobals());

it("asks for sound alone, without the agent's echo", async () => {
  const asked = vi.fn(async () => ({ getAudioTracks: () => [TRACK] }));
  browserWith(asked);
  expect(await openMicrophone()).toBe(TRACK);
  expect(asked).toHaveBeenCalledWith({
    audio: expect.objectContaining({ echoCancellation: true }),
    video: false,
  });
});

it("tells an insecure page from a refused microphone", async () => {
  vi.stubGlobal("navigator", {});
  await expect(openMicrophone()).rejects.toMatchObject({ name: "InsecureContextError" });
  browserWith(() => Promise.reject(new DOMException("no", "NotAllowedError")));
  await expect(openMicrophone()).rejects.toMatchObject({ name: "NotAllowedError" });
});
