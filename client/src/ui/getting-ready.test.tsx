// @vitest-environment happy-dom
import { act } from "react";
import { expect, it, vi } from "vitest";
import type { Download } from "../models/downloads";
import { GettingReady } from "./getting-ready";
import { testScreen } from "./test-screen";

const screen = testScreen();

const download = (how: Partial<Download> = {}): Download => ({
  name: "whisper-small.en",
  phase: "running",
  fraction: 0.426,
  bytes_per_sec: 12_340_000,
  secs_left: 48.4,
  detail: "model.bin",
  ...how,
});

function show(downloads: Download[], onStop = vi.fn(), onRetry = vi.fn()) {
  screen.show(<GettingReady downloads={downloads} onStop={onStop} onRetry={onRetry} />);
  return { onStop, onRetry };
}

const figures = () => screen.host.querySelector('[data-testid="figures"]')?.textContent;

it("takes no room when nothing is on its way", () => {
  show([]);
  expect(screen.host.innerHTML).toBe("");
});

it("tells how far, how fast and how long still", () => {
  show([download()]);
  expect(screen.host.textContent).toContain("whisper-small.en");
  expect(figures()).toBe("42 % · 12.3 MB/s · 48 s left");
  expect(screen.host.querySelector("progress")?.getAttribute("value")).toBe("0.426");
});

it.each([
  [{ phase: "starting", fraction: null }, "Asking for its files"],
  [{ phase: "checking", fraction: 1 }, "Checking"],
  [{ phase: "done", fraction: 1 }, "Ready"],
  [{ bytes_per_sec: null, secs_left: null }, "42 %"],
  [{ fraction: null, secs_left: null, bytes_per_sec: 90_000 }, "90 kB/s"],
  [{ secs_left: 200 }, "42 % · 12.3 MB/s · 4 min left"],
] as [Partial<Download>, string][])("says %j in words", (how, words) => {
  show([download(how)]);
  expect(figures()).toBe(words);
});

it("shows an unknown length as such", () => {
  show([download({ fraction: null })]);
  expect(screen.host.querySelector("progress")?.hasAttribute("value")).toBe(false);
});

it("stops the one whose button was pressed", () => {
  const { onStop } = show([download(), download({ name: "kokoro-82m" })]);
  const buttons = screen.host.querySelectorAll("button");
  act(() => buttons[1]?.click());
  expect(onStop).toHaveBeenCalledExactlyOnceWith("kokoro-82m");
});

it("says why one failed, and offers to try again", () => {
  const { onRetry } = show([download({ phase: "failed", detail: "The disk is full." })]);
  expect(figures()).toBe("The disk is full.");
  expect(screen.host.querySelector("progress")).toBeNull();
  act(() => screen.host.querySelector("button")?.click());
  expect(onRetry).toHaveBeenCalledExactlyOnceWith("whisper-small.en");
});
