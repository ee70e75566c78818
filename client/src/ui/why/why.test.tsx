// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { measuredOf } from "../../measures/measured";
import { testScreen } from "../test-screen";
import { Why } from "./why";

const screen = testScreen();

it("shows nothing where there was no conversation", () => {
  screen.show(<Why measures={[]} link={null} open={false} />);
  expect(screen.host.textContent).toBe("");
});

it("shows where the time and the money of a conversation went", () => {
  const charge = (unit: string, amount: number, usd: number | null) => ({ unit, amount, usd });
  const turns = [
    { steps_ms: { decided: 200, heard: 400 }, charges: [charge("input_tokens", 1200, 0.002)] },
    { steps_ms: { decided: 300, heard: 600 }, charges: [charge("characters", 80, null)] },
  ].map((turn, place) => measuredOf({ ...turn, turn: place + 1, so_far_usd: 0.002 }));
  screen.show(<Why measures={turns} link={null} open={false} />);
  const text = screen.host.textContent ?? "";
  for (const part of ["600 ms", "500 ms", "at least $0.002", "1,200 tokens", "80 characters"]) {
    expect(text).toContain(part);
  }
  expect(screen.host.querySelector("svg")?.getAttribute("aria-label")).toContain("500 ms");
  expect(screen.host.querySelectorAll("rect")).toHaveLength(2);
});

it("tells how good the connection is, as far as its way can tell", () => {
  const turn = measuredOf({ turn: 1, steps_ms: { heard: 400 }, charges: [], so_far_usd: 0 });
  const link = { kbitsPerSec: 33.6, lossShare: 0.02, roundTripMs: 48.2, jitterMs: null };
  screen.show(<Why measures={[turn]} link={link} open />);
  const text = screen.host.textContent ?? "";
  expect(text).toContain("48 ms there and back · 2% lost · 34 kbit/s");
});
