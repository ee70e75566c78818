import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ReturnPlan } from "../call/return-plan";
import { type Attempt, ComingBack } from "./coming-back";

const GRACE_SECS = 60;
let stop: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  stop = new AbortController();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function comingBack(reachable: () => boolean, attempt: () => Attempt) {
  const attempts: number[] = [];
  const began = Date.now();
  const coming = new ComingBack(new ReturnPlan(began, GRACE_SECS), {
    reachable: async () => reachable(),
    attempt: async () => {
      attempts.push(Date.now() - began);
      return attempt();
    },
  });
  let outcome = "";
  void coming.run(stop.signal).then((result) => {
    outcome = result;
  });
  return { coming, attempts, outcome: () => outcome };
}

const secs = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

describe("coming back", () => {
  it("works at the first attempt where only the connection broke", async () => {
    const { attempts, outcome } = comingBack(
      () => true,
      () => "back",
    );
    await secs(0);
    expect(attempts).toEqual([0]);
    expect(outcome()).toBe("back");
  });

  it("waits for a server that was restarted, without asking it for anything", async () => {
    let up = false;
    const { attempts, outcome } = comingBack(
      () => up,
      () => "back",
    );
    await secs(20);
    expect(attempts).toEqual([]);
    up = true;
    await secs(4);
    expect(outcome()).toBe("back");
  });

  it("tries again at once when the network is back", async () => {
    let up = false;
    const { coming, outcome } = comingBack(
      () => up,
      () => "back",
    );
    await secs(20);
    up = true;
    coming.hurry();
    await secs(0);
    expect(outcome()).toBe("back");
  });

  it("goes on after attempts that fail", async () => {
    const outcomes: Attempt[] = ["again", "again", "back"];
    const { attempts, outcome } = comingBack(
      () => true,
      () => outcomes.shift() ?? "again",
    );
    await secs(10);
    expect(attempts).toEqual([0, 500, 1_500]);
    expect(outcome()).toBe("back");
  });

  it("ends when the server does not want the person back", async () => {
    const { attempts, outcome } = comingBack(
      () => true,
      () => "refused",
    );
    await secs(10);
    expect(attempts).toHaveLength(1);
    expect(outcome()).toBe("refused");
  });

  it("ends when the server waits no longer", async () => {
    const { outcome } = comingBack(
      () => false,
      () => "back",
    );
    await secs(GRACE_SECS - 1);
    expect(outcome()).toBe("");
    await secs(1);
    expect(outcome()).toBe("late");
  });

  it("ends when the person has had enough, and tries no more", async () => {
    const { attempts, outcome } = comingBack(
      () => true,
      () => "again",
    );
    await secs(2);
    const tried = attempts.length;
    stop.abort();
    await secs(60);
    expect(outcome()).toBe("stopped");
    expect(attempts).toHaveLength(tried);
  });
});
