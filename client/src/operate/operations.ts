import { count, record, words } from "../call/fields";
import { listOf, time } from "../history/summary";
import { STAGES, type StageName } from "../measures/stages";

/** How the server does, for whoever runs it. */
export interface Operations {
  active: number;
  held: number;
  limit: number;
  /** No new conversation begins. */
  draining: boolean;
  cpus: number;
  load: number;
  memoryBytes: number;
  spentTodayUsd: number;
  /** 0 for none. */
  budgetPerDayUsd: number;
  /** The parts, and whether each is well. */
  health: readonly (readonly [part: string, healthy: boolean])[];
  /** Over the conversations that are kept; null where there are none. */
  figures: Figures | null;
  /** Why there are no figures; empty where there are. */
  missing: string;
}

export interface Figures {
  answers: number;
  /** In milliseconds; 0 where nobody waited. */
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** Of spoken turns, in the order of `STAGES`; those that were never gone through are missing. */
  stages: readonly StageTimes[];
  errors: readonly { type: string; count: number }[];
  /** By day and provider, the newest day first; days in epoch milliseconds. */
  costs: readonly { day: number; provider: string; usd: number }[];
}

/** How long a stage took, in milliseconds. */
export interface StageTimes {
  stage: StageName;
  p50Ms: number;
  p95Ms: number;
}

/** A conversation that goes on. */
export interface LiveSession {
  id: string;
  /** In epoch milliseconds. */
  beganAt: number;
  turns: number;
  spentUsd: number;
  people: readonly string[];
}

/** Read what the server tells; what is malformed counts as nothing. */
export function operationsOf(value: unknown): Operations {
  const data = record(value);
  const [sessions, load] = [record(data.sessions), record(data.load)];
  return {
    active: count(sessions.active),
    held: count(sessions.held),
    limit: count(sessions.limit),
    draining: data.draining === true,
    cpus: count(load.cpus),
    load: count(load.load),
    memoryBytes: count(load.memory_bytes),
    spentTodayUsd: count(data.spent_today_usd),
    budgetPerDayUsd: count(data.budget_per_day_usd),
    health: Object.entries(record(data.health)).map(([part, is]) => [part, is === "healthy"]),
    figures: data.figures ? figuresOf(record(data.figures)) : null,
    missing: words(data.missing),
  };
}

/** Read the conversations that go on. */
export function liveSessionsOf(value: unknown): LiveSession[] {
  return listOf(record(value).sessions, liveSessionOf);
}

function figuresOf(data: Record<string, unknown>): Figures {
  const waits = record(data.waits);
  return {
    answers: count(waits.count),
    p50Ms: count(waits.p50_ms),
    p95Ms: count(waits.p95_ms),
    p99Ms: count(waits.p99_ms),
    stages: listOf(data.stages, stageTimesOf),
    errors: listOf(data.errors, (each) => {
      const error = record(each);
      return { type: words(error.type), count: count(error.count) };
    }),
    costs: listOf(data.costs, (each) => {
      const cost = record(each);
      return { day: time(cost.day), provider: words(cost.provider), usd: count(cost.usd) };
    }),
  };
}

function stageTimesOf(value: unknown): StageTimes | null {
  const data = record(value);
  const stage = STAGES.find((name) => name === data.stage);
  return stage ? { stage, p50Ms: count(data.p50_ms), p95Ms: count(data.p95_ms) } : null;
}

function liveSessionOf(value: unknown): LiveSession | null {
  const data = record(value);
  const id = words(data.id);
  if (!id) return null;
  const people = listOf(data.participants, (each) => words(record(each).name) || null);
  return {
    id,
    beganAt: time(data.began_at),
    turns: count(data.turns),
    spentUsd: count(data.spent_usd),
    people,
  };
}
