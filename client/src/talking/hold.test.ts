import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Hold } from "./hold";

let told: boolean[];
let hold: Hold;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  hold = new Hold((talks) => told.push(talks));
});
afterEach(() => vi.useRealTimers());

it("is heard at once, and no more a moment after letting go", () => {
  hold.press();
  expect(told).toEqual([true]);
  hold.release();
  expect(told).toEqual([true]);
  vi.advanceTimersByTime(300);
  expect(told).toEqual([true, false]);
});

it("is one press, however often a held key repeats", () => {
  for (let each = 0; each < 5; each++) hold.press();
  expect(told).toEqual([true]);
});

it("cuts nothing out where somebody lets go and presses again within a word", () => {
  hold.press();
  hold.release();
  vi.advanceTimersByTime(100);
  hold.press();
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([true]);
});

it("says nothing of what was never held, or is over", () => {
  hold.release();
  hold.press();
  hold.release();
  hold.stop();
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([true]);
});
