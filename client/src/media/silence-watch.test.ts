import { expect, it } from "vitest";
import { SilenceWatch } from "./silence-watch";

it("tells once of a microphone that gives nothing for ten seconds, and when it gives something", () => {
  const watch = new SilenceWatch();
  expect(watch.observe(false, 1_000)).toBeNull();
  expect(watch.observe(false, 10_999)).toBeNull();
  expect(watch.observe(false, 11_000)).toBe("silent");
  expect(watch.observe(false, 30_000)).toBeNull();
  expect(watch.observe(true, 31_000)).toBe("heard");
  expect(watch.observe(false, 60_000)).toBeNull();
});

it("says nothing of one that was heard, however long somebody only listens", () => {
  const watch = new SilenceWatch();
  watch.observe(true, 0);
  expect(watch.observe(false, 60_000)).toBeNull();
});

it("does not count the time in which it was muted", () => {
  const watch = new SilenceWatch();
  watch.observe(false, 0);
  watch.pause();
  expect(watch.observe(false, 60_000)).toBeNull();
  expect(watch.observe(false, 70_000)).toBe("silent");
});
