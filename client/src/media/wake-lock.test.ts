// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WakeLock } from "./wake-lock";

let locks: { released: boolean; release: () => Promise<void> }[];
let hidden: boolean;

function request() {
  const lock = {
    released: false,
    release: async () => {
      lock.released = true;
    },
  };
  locks.push(lock);
  return Promise.resolve(lock);
}

const look = (away: boolean) => {
  hidden = away;
  document.dispatchEvent(new Event("visibilitychange"));
};
const held = () => locks.filter(({ released }) => !released).length;
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  locks = [];
  hidden = false;
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  vi.stubGlobal("navigator", { wakeLock: { request } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("keeps the screen on for as long as it is wanted", async () => {
  const lock = new WakeLock();
  lock.keep(true);
  await settled();
  expect(held()).toBe(1);
  lock.keep(false);
  expect(held()).toBe(0);
});

it("asks anew when the person looks again: hiding the page took the lock away", async () => {
  const lock = new WakeLock();
  lock.keep(true);
  await settled();
  await locks[0]?.release();
  look(true);
  await settled();
  expect(held()).toBe(0);
  look(false);
  await settled();
  expect(held()).toBe(1);
  lock.keep(false);
});

it("lets go of a lock that came when it was wanted no more", async () => {
  const lock = new WakeLock();
  lock.keep(true);
  lock.keep(false);
  await settled();
  expect(held()).toBe(0);
});

it("does without, where the browser has none", async () => {
  vi.stubGlobal("navigator", {});
  const lock = new WakeLock();
  lock.keep(true);
  await settled();
  lock.keep(false);
});
