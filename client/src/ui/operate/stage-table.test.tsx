// @vitest-environment happy-dom
import { expect, it } from "vitest";
import type { StageTimes } from "../../operate/operations";
import { testScreen } from "../test-screen";
import { StageTable } from "./stage-table";

const screen = testScreen();
const DECIDED: StageTimes = { stage: "decided", p50Ms: 80, p95Ms: 400 };
const BRAIN: StageTimes = { stage: "first_token", p50Ms: 300, p95Ms: 350 };

function row(stage: string): Element | null {
  return screen.host.querySelector(`tr[data-stage=${stage}]`);
}

function widths(stage: string): string[] {
  const bars = row(stage)?.querySelectorAll<HTMLElement>("[style]") ?? [];
  return [...bars].map(({ style }) => style.inlineSize);
}

it("shows median and 95th percentile of each stage on one scale, and marks the slowest", () => {
  screen.show(<StageTable stages={[DECIDED, BRAIN]} />);
  expect(row("decided")?.textContent).toBe("Turn decided80 ms400 ms");
  expect(row("first_token")?.textContent).toBe("First tokenslowest300 ms350 ms");
  expect(widths("decided")).toEqual(["100%", "20%"]);
  expect(widths("first_token")).toEqual(["87.5%", "75%"]);
});

it("has all stages always, so that nothing moves when figures come", () => {
  screen.show(<StageTable stages={[]} />);
  const rows = screen.host.querySelectorAll("tbody tr").length;
  expect(row("heard")?.textContent).toBe("Heard––");
  expect(screen.host.textContent).not.toContain("slowest");
  screen.show(<StageTable stages={[BRAIN]} />);
  expect(screen.host.querySelectorAll("tbody tr").length).toBe(rows);
});
