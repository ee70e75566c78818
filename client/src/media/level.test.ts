import { expect, it } from "vitest";
import { loudness } from "./level";

const tone = (amplitude: number) =>
  Float32Array.from({ length: 960 }, (_, i) => amplitude * Math.sin(i / 7));

it("shows silence and the noise of a room as nothing", () => {
  expect(loudness(new Float32Array(960))).toBe(0);
  expect(loudness(tone(0.002))).toBe(0);
});

it("shows loud speech as full", () => {
  expect(loudness(tone(0.5))).toBe(1);
});

it("grows with loudness", () => {
  const levels = [0.005, 0.02, 0.08, 0.2].map((amplitude) => loudness(tone(amplitude)));
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  expect(new Set(levels).size).toBe(4);
});
