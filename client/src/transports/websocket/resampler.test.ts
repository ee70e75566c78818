import { describe, expect, it } from "vitest";
import { Resampler } from "./resampler";

function tone(frequency: number, rate: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) =>
    Math.sin((2 * Math.PI * frequency * at) / rate),
  );
}

/** A second of a tone, resampled in pieces of one render quantum. */
function resampled(frequency: number, from: number, to: number): Float32Array {
  const resampler = new Resampler(from, to);
  const samples = tone(frequency, from, from);
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += 128) {
    out.push(...resampler.process(samples.subarray(at, at + 128)));
  }
  return Float32Array.from(out);
}

/** Loudness of the steady part, where 1 is that of the tone which went in. */
function loudness(samples: Float32Array): number {
  const steady = samples.subarray(2_000, samples.length - 2_000);
  return Math.sqrt((2 * steady.reduce((sum, each) => sum + each * each, 0)) / steady.length);
}

const RATES = [
  [48_000, 16_000],
  [44_100, 16_000],
  [24_000, 48_000],
  [24_000, 44_100],
  [16_000, 16_000],
] as const;

describe.each(RATES)("from %d to %d Hz", (from, to) => {
  it("a second stays a second, but for the millisecond that is held back", () => {
    const { length } = resampled(440, from, to);
    expect(length).toBeLessThanOrEqual(to);
    expect(length).toBeGreaterThan(to - to / 200);
  });

  it("a voice keeps its loudness", () => {
    for (const frequency of [100, 1_000, 3_400]) {
      expect(loudness(resampled(frequency, from, to))).toBeCloseTo(1, 1);
    }
  });

  it("a tone keeps its pitch and its shape", () => {
    const out = resampled(440, from, to);
    const heldBack = from === to ? 0 : Math.ceil(16 * Math.max(1, from / to)) / from;
    for (let at = 1_000; at < out.length; at += 97) {
      const expected = Math.sin(2 * Math.PI * 440 * (at / to - heldBack));
      expect(out[at]).toBeCloseTo(expected, 2);
    }
  });
});

describe("a microphone at 48 kHz", () => {
  it("loses what 16 kHz cannot carry, instead of hearing it as something else", () => {
    for (const frequency of [9_000, 12_000, 15_800, 20_000]) {
      expect(loudness(resampled(frequency, 48_000, 16_000))).toBeLessThan(0.002);
    }
  });
});

it("does not depend on how the sound was cut into pieces", () => {
  const samples = tone(700, 44_100, 10_000);
  const whole = new Resampler(44_100, 16_000).process(samples);
  const resampler = new Resampler(44_100, 16_000);
  const pieces: number[] = [];
  for (let at = 0, size = 1; at < samples.length; at += size, size = (size * 7 + 3) % 300) {
    pieces.push(...resampler.process(samples.subarray(at, at + size)));
  }
  expect(pieces.length).toBe(whole.length);
  expect(pieces).toEqual(Array.from(whole));
});
