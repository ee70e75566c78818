import { expect, it } from "vitest";
import { LinkWatch } from "./link-watch";

it("calls a link that brings packets alive", () => {
  const link = new LinkWatch();
  expect([0, 500, 1000].map((at) => link.observe(at / 20, at))).toEqual(Array(3).fill("flowing"));
});

it("becomes suspicious after a second, and sure after three", () => {
  const link = new LinkWatch();
  link.observe(50, 0);
  expect(link.observe(50, 1_000)).toBe("flowing");
  expect(link.observe(50, 1_500)).toBe("stalled");
  expect(link.observe(50, 3_000)).toBe("lost");
});

it("recovers with the first packet, even if a new connection counts from zero", () => {
  const link = new LinkWatch();
  link.observe(50, 0);
  link.observe(50, 5_000);
  expect(link.observe(3, 5_500)).toBe("flowing");
  expect(link.observe(3, 6_000)).toBe("flowing");
});
