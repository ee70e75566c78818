import { expect, it } from "vitest";
import { displacement, Echo } from "./wave";

const silent = new Echo();

function voice(level: number, until: number): Echo {
  const echo = new Echo();
  for (let at = 0; at <= until; at += 1 / 60) echo.push(level, at);
  return echo;
}

const strength = (from: number, to: number, mine: Echo, theirs: Echo, at: number) => {
  const places = Array.from({ length: 100 }, (_, i) => from + ((to - from) * i) / 99);
  return Math.max(...places.map((place) => Math.abs(displacement(place, at, mine, theirs))));
};

it("is at rest while both are silent", () => {
  expect(strength(0, 1, silent, silent, 3)).toBe(0);
});

it("holds the line at both ends", () => {
  const mine = voice(1, 2);
  expect(displacement(0, 2, mine, silent)).toBeCloseTo(0);
  expect(displacement(1, 2, mine, silent)).toBeCloseTo(0);
});

it("carries the person's voice from the left and the agent's from the right", () => {
  const loud = voice(1, 2);
  expect(strength(0, 0.5, loud, silent, 2)).toBeGreaterThan(strength(0.5, 1, loud, silent, 2));
  expect(strength(0.5, 1, silent, loud, 2)).toBeGreaterThan(strength(0, 0.5, silent, loud, 2));
});

it("reaches the far end only after a while", () => {
  const justBegun = voice(1, 0.1);
  expect(strength(0, 0.15, justBegun, silent, 0.1)).toBeGreaterThan(0);
  expect(strength(0.5, 1, justBegun, silent, 0.1)).toBe(0);
});
