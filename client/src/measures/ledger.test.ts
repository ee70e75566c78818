import { describe, expect, it } from "vitest";
import { measuresAfter, sumsOf } from "./ledger";
import { type Measured, measuredOf } from "./measured";

function turn(heard: number, charges: object[] = [], soFar = 0): Measured {
  return measuredOf({ turn: 1, steps_ms: { heard }, charges, so_far_usd: soFar });
}

describe("what was measured of a conversation", () => {
  it("is told turn by turn, and begins anew with another conversation", () => {
    const one = measuresAfter([], { type: "measured", measured: turn(1) });
    expect(one).toHaveLength(1);
    expect(measuresAfter(one, { type: "starting", continued: true })).toBe(one);
    expect(measuresAfter(one, { type: "starting" })).toEqual([]);
    expect(measuresAfter(one, { type: "interrupted" })).toBe(one);
  });

  it("is added up", () => {
    const sums = sumsOf([
      turn(300, [{ provider: "a", unit: "input_tokens", amount: 10, usd: 0.1 }], 0.1),
      turn(500, [{ provider: "b", unit: "characters", amount: 20, usd: 0 }], 0.1),
      turn(400, [{ provider: "c", unit: "heard_secs", amount: 1.5, usd: 0.2 }], 0.3),
    ]);
    expect(sums.medianMs).toBe(400);
    expect([sums.tokens, sums.characters, sums.heardSecs]).toEqual([10, 20, 1.5]);
    expect([sums.usd, sums.isMinimum]).toEqual([0.3, false]);
  });

  it("costs more than is known where a price is unknown", () => {
    expect(sumsOf([turn(1, [{ unit: "characters", amount: 1 }])]).isMinimum).toBe(true);
  });

  it("has a median between two, and none of nothing", () => {
    expect(sumsOf([turn(300), turn(500)]).medianMs).toBe(400);
    expect(sumsOf([]).medianMs).toBeNull();
  });
});
