// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { measuredOf } from "../../measures/measured";
import { testScreen } from "../test-screen";
import { Why } from "./why";

const screen = testScreen();

it("shows nothing before the first answer", () => {
  screen.show(<Why measures={[]} />);
  expect(screen.host.textContent).toBe("");
});

it("shows where the time and the money of a conversation went", () => {
  const charge = (unit: string, amount: number, usd: number | null) => ({ unit, amount, usd });
  const turns = [
    { steps_ms: { decided: 200, heard: 400 }, charges: [charge("input_tokens", 1200, 0.002)] },
    { steps_ms: { decided: 300, heard: 600 }, charges: [charge("characters", 80, null)] },
  ].map((turn, place) => measuredOf({ ...turn, turn: place + 1, so_far_usd: 0.002 }));
  screen.show(<Why measures={turns} />);
  const text = screen.host.textContent ?? "";
  for (const part of ["600 ms", "500 ms", "at least $0.002", "1,200 tokens", "80 characters"]) {
    expect(text).toContain(part);
  }
  expect(screen.host.querySelector("svg")?.getAttribute("aria-label")).toContain("500 ms");
  expect(screen.host.querySelectorAll("rect")).toHaveLength(2);
});
