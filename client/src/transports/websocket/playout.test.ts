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

/**
 * When pieces of 20 ms come that a server sends 200 ms ahead, each late by chance, in order.
 *
 * @param count How many.
 * @param jitter The most that one is late, in milliseconds.
 */
function jittered(count: number, jitter: number, seed: number): number[] {
  let [state, last] = [seed, 0];
  return Array.from({ length: count }, (_, piece) => {
    state = (state * 48_271) % 2_147_483_647;
    const late = Math.round((jitter * state) / 2_147_483_647);
    last = Math.max(last, Math.max(0, piece * 20 - 200) + late);
    return last;
  });
}

const sum = (samples: readonly number[]) => samples.reduce((total, each) => total + each, 0);

describe("the agent's sound", () => {
  it("waits a moment, so that a late piece leaves no gap", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(140));
    expect(sum(heard(playout, 50))).toBe(0);
    playout.push(ones(20));
    // 10 samples more of waiting, then all that came.
    expect(heard(playout, 170)).toEqual([...Array(10).fill(0), ...Array(160).fill(1)]);
  });

  it("waits for more where the first piece came alone, as on a bad line", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(20));
    expect(sum(heard(playout, 150))).toBe(0);
    playout.push(ones(180));
    expect(heard(playout, 200)).toEqual(Array(200).fill(1));
  });

  it("is heard though it is shorter than the wait", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(5));
    expect(sum(heard(playout, 200))).toBe(0);
    expect(sum(heard(playout, 5))).toBe(5);
  });

  it("leaves no gap at 200 ms of jitter, as the server sends as much ahead", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const arrivals = jittered(50, 200, seed);
      const playout = new Playout(RATE, DELAY);
      let said: number[] = [];
      for (let now = 0; now < 1_500; now++) {
        for (const at of arrivals) if (at === now) playout.push(ones(20));
        said = [...said, ...heard(playout, 1)];
      }
      const begin = said.indexOf(1);
      expect(begin).toBeLessThanOrEqual((arrivals[0] ?? 0) + 200);
      expect(said.slice(begin, begin + 1_000).indexOf(0), `seed ${seed}`).toBe(-1);
    }
  });

  it("waits again after it ran dry", () => {
    const playout = new Playout(RATE, DELAY);
    playout.push(ones(200));
    heard(playout, 400);
    playout.push(ones(200));
    expect(sum(heard(playout, 60))).toBe(0);
    expect(sum(heard(playout, 200))).toBe(200);
  });

  it("does not count the silence before anything came", () => {
    const playout = new Playout(RATE, DELAY);
    heard(playout, 500);
    playout.push(ones(200));
    expect(sum(heard(playout, 60))).toBe(0);
    expect(sum(heard(playout, 1))).toBe(1);
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
    playout.push(ones(200));
    expect(sum(heard(playout, 60))).toBe(0);
    expect(sum(heard(playout, 200))).toBe(200);
  });
});
