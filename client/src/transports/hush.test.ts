import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Hush } from "./hush";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A receiver whose browser holds back so much sound, or does not tell. */
function receiver(heldMs: number | null) {
  const track = { enabled: true };
  const getStats = async () => {
    const at = performance.now() / 1000;
    const counts = {
      jitterBufferEmittedCount: at * 48_000,
      jitterBufferDelay: at * 48 * (heldMs ?? 0),
    };
    return new Map([
      ["in", { type: "inbound-rtp", kind: "audio", ...(heldMs === null ? {} : counts) }],
    ]);
  };
  return { track, getStats } as unknown as RTCRtpReceiver;
}

/** For how long it is silent, to 10 ms. */
async function silentMs(of: RTCRtpReceiver): Promise<number> {
  let ms = 0;
  for (; !of.track.enabled && ms < 5_000; ms += 10) await vi.advanceTimersByTimeAsync(10);
  return ms;
}

it("is silent at once, and until what is held back would have been played", async () => {
  const line = receiver(280);
  void new Hush().over(line);
  expect(line.track.enabled).toBe(false);
  expect(await silentMs(line)).toBe(320);
});

it("is silent for a moment where the browser does not tell what it holds back", async () => {
  const line = receiver(null);
  void new Hush().over(line);
  expect(await silentMs(line)).toBe(340);
});

it("never loses its voice, whatever the browser tells", async () => {
  const line = receiver(60_000);
  void new Hush().over(line);
  expect(await silentMs(line)).toBe(1_000);
});

it("is silent to the end of the last interruption", async () => {
  const line = receiver(280);
  const hush = new Hush();
  void hush.over(line);
  await vi.advanceTimersByTimeAsync(200);
  void hush.over(line);
  expect(await silentMs(line)).toBe(320);
});

it("gets its voice back where the connection is gone by then", async () => {
  const line = receiver(280);
  line.getStats = () => Promise.reject(new Error("closed"));
  void new Hush().over(line);
  expect(await silentMs(line)).toBe(300 + 40);
});
