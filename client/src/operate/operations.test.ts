import { expect, it } from "vitest";
import { liveSessionsOf, operationsOf } from "./operations";

it("is read as the server tells it", () => {
  const told = operationsOf({
    sessions: { active: 1, held: 0, limit: 8 },
    health: { brain: "healthy", voice: "degraded" },
    figures: {
      waits: { count: 2, p50_ms: 410, p95_ms: 900, p99_ms: null },
      stages: [
        { stage: "decided", count: 2, p50_ms: 80, p95_ms: 300 },
        { stage: "of another release", p50_ms: 1, p95_ms: 2 },
      ],
      errors: [{ type: "Voice", count: 3 }],
      costs: [{ day: "2026-03-01", provider: "openai", usd: 0.5 }],
    },
  });
  expect(told.health).toEqual([
    ["brain", true],
    ["voice", false],
  ]);
  expect(told.figures?.p99Ms).toBe(0);
  expect(told.figures?.stages).toEqual([{ stage: "decided", p50Ms: 80, p95Ms: 300 }]);
  expect(told.figures?.costs[0]?.day).toBe(Date.UTC(2026, 2, 1));
  expect(operationsOf(null).figures).toBeNull();
});

it("has the conversations that go on; what is none is left out", () => {
  const sessions = [{ id: "a", turns: 2, participants: [{ name: "Ann" }, 3] }, { turns: 1 }];
  expect(liveSessionsOf({ sessions })).toMatchObject([{ id: "a", turns: 2, people: ["Ann"] }]);
});
