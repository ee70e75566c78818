import { describe, expect, it } from "vitest";
import { type LinkCounts, QualityMeter } from "./link-quality";

const counts = (how: Partial<LinkCounts> = {}): LinkCounts => ({
  bytes: 0,
  packets: 0,
  lost: 0,
  roundTripMs: 20,
  jitterMs: 3,
  ...how,
});

describe("the quality of a connection", () => {
  it("is not known at the first look", () => {
    expect(new QualityMeter().observe(counts(), 1_000)).toBeNull();
  });

  it("is what came and was lost since", () => {
    const meter = new QualityMeter();
    meter.observe(counts({ bytes: 1_000, packets: 100, lost: 5 }), 0);
    expect(meter.observe(counts({ bytes: 9_000, packets: 190, lost: 15 }), 2_000)).toEqual({
      kbitsPerSec: 32,
      lossShare: 0.1,
      roundTripMs: 20,
      jitterMs: 3,
    });
  });

  it("forgets what was bad long ago", () => {
    const meter = new QualityMeter();
    meter.observe(counts(), 0);
    meter.observe(counts({ bytes: 100, packets: 50, lost: 50 }), 2_000);
    const later = meter.observe(counts({ bytes: 200, packets: 150, lost: 50 }), 12_000);
    expect(later?.lossShare).toBe(0);
  });

  it("begins anew with a new connection", () => {
    const meter = new QualityMeter();
    meter.observe(counts({ bytes: 5_000 }), 0);
    expect(meter.observe(counts({ bytes: 10 }), 2_000)).toBeNull();
  });

  it("says nothing of loss where its way cannot tell", () => {
    const meter = new QualityMeter();
    meter.observe(counts({ packets: null, lost: null }), 0);
    const socket = meter.observe(counts({ bytes: 8, packets: null, lost: null }), 2_000);
    expect(socket?.lossShare).toBeNull();
  });

  it("counts no packet as lost that came late after all", () => {
    const meter = new QualityMeter();
    meter.observe(counts({ lost: 5 }), 0);
    expect(meter.observe(counts({ bytes: 8, packets: 10, lost: 4 }), 2_000)?.lossShare).toBe(0);
  });
});
