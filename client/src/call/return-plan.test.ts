import { expect, it } from "vitest";
import { ReturnPlan } from "./return-plan";

const LOST = 1_000_000;

it("tries at once, then less and less often", () => {
  const plan = new ReturnPlan(LOST, 60);
  const waits = Array.from({ length: 7 }, () => plan.next(LOST, 0));
  expect(waits).toEqual([0, 500, 1_000, 2_000, 3_000, 3_000, 3_000]);
});

it("spreads the callers of one server", () => {
  const waits = [0, 0.5, 1].map((chance) => {
    const plan = new ReturnPlan(LOST, 60);
    plan.next(LOST, chance);
    return plan.next(LOST, chance);
  });
  expect(waits).toEqual([500, 575, 650]);
});

it("gives up when the server does, and tries a last time just before", () => {
  const plan = new ReturnPlan(LOST, 60);
  expect(plan.until).toBe(LOST + 60_000);
  for (let attempt = 0; attempt < 6; attempt++) plan.next(LOST, 0);
  expect(plan.next(LOST + 59_000, 0)).toBe(1_000);
  expect(plan.next(LOST + 60_000, 0)).toBeNull();
});

it("tries at once again when something has changed", () => {
  const plan = new ReturnPlan(LOST, 60);
  for (let attempt = 0; attempt < 6; attempt++) plan.next(LOST, 0);
  plan.startOver();
  expect(plan.next(LOST, 0)).toBe(0);
});
