// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ServerWatch } from "./server-watch";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watching() {
  const server = { up: true };
  const changes: boolean[] = [];
  const alive = vi.fn(() => Promise.resolve(server.up));
  const watch = new ServerWatch(alive, (reachable) => changes.push(reachable));
  return { server, changes, alive, watch };
}

it("tells within three seconds that the server is gone, and that it is back", async () => {
  const { server, changes, watch } = watching();
  const stop = watch.start();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(changes).toEqual([]);
  server.up = false;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(changes).toEqual([false]);
  server.up = true;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(changes).toEqual([false, true]);
  stop();
});

it("does not cry wolf over one lost answer", async () => {
  const { changes, alive, watch } = watching();
  alive.mockResolvedValueOnce(false);
  const check = watch.check();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await check).toBe(true);
  expect(changes).toEqual([]);
});

it("takes one lost answer for enough where the sound has stopped too", async () => {
  const { server, changes, watch } = watching();
  server.up = false;
  expect(await watch.checkAtOnce()).toBe(false);
  expect(changes).toEqual([false]);
});

it("asks once, however many want to know", async () => {
  const { alive, watch } = watching();
  await Promise.all([watch.check(), watch.check(), watch.check()]);
  expect(alive).toHaveBeenCalledTimes(1);
});
