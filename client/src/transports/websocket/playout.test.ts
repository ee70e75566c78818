import { describe, expect, it } from "vitest";
import { Playout } from "./playout";

const RATE = 1_000;
/** 60 samples. */
const DELAY = 0.06;

const ones = (count: number) => new Float32Array(count).fill(1);

/** What is heard in so many samples. */
function heard(playout: Playout, count: number): number[] {
  const out = new Float32Array(count);
  playout.pull(out);
  return Array.from(out);
}

const sum = (samples: readonly number[]) => samples.reduce((total, each) => total + each, 0);

describe("the agent's sound", () => {
  it("waits a moment, so that a late piece leaves no gap", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(20));
    expect(sum(heard(playout, 50))).toBe(0);
    playout.push(ones(20));
    // 10 samples more of waiting, then all that came.
    expect(heard(playout, 40)).toEqual([...Array(10).fill(0), ...Array(30).fill(1)]);
  });

  it("is heard though it is shorter than the wait", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(5));
    expect(sum(heard(playout, 100))).toBe(5);
  });

  it("leaves no gap where pieces come up to the wait late", () => {
    const playout = new Playout(RATE, DELAY);
    const late = [0, 40, 0, 55, 10, 60, 0, 30, 5, 0];
    const times = late.map((delay, piece) => piece * 20 + delay);
    let said: number[] = [];
    for (let now = 0; now < 300; now++) {
      for (const at of times) if (at === now) playout.push(ones(20));
      said = [...said, ...heard(playout, 1)];
    }
    expect(said.slice(60, 260)).toEqual(Array(200).fill(1));
  });

  it("waits again after it ran dry", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(20));
    heard(playout, 200);
    playout.push(ones(20));
    expect(sum(heard(playout, 59))).toBe(0);
    expect(sum(heard(playout, 21))).toBe(20);
  });

  it("does not count the silence before anything came", () => {
    const playout = new Playout(RATE, DELAY);
    heard(playout, 500);
    playout.push(ones(20));
    expect(sum(heard(playout, 60))).toBe(0);
  });

  it("is forgotten where far too much of it waits", () => {
    const playout = new Playout(RATE, DELAY);
    for (let piece = 0; piece < 30; piece++) playout.push(ones(RATE));
    expect(sum(heard(playout, 40 * RATE))).toBe(10 * RATE);
  });
});

describe("an interruption", () => {
  it("silences the agent within 3 ms, without a click", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(500));
    heard(playout, 100);
    playout.flush();
    const tail = heard(playout, 50);
    expect(tail.slice(0, 3)).toEqual([1 - 1 / 3, 1 - 2 / 3, 0].map(Math.fround));
    expect(sum(tail.slice(3))).toBe(0);
  });

  it("silences what had not begun altogether, and the next begins with a whole wait", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(500));
    heard(playout, 50);
    playout.flush();
    playout.push(ones(20));
    expect(sum(heard(playout, 60))).toBe(0);
    expect(sum(heard(playout, 100))).toBe(20);
  });
});
