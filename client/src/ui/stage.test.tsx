// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import type { Microphone } from "../app/state";
import type { RunningTool } from "../call/running-tools";
import { type CallState, NO_CALL } from "../call/state";
import { STRINGS, TALKING } from "../strings";
import { Stage } from "./stage";
import { testScreen } from "./test-screen";

const screen = testScreen();
const SILENT = { levels: () => ({ mine: 0, theirs: 0 }) } as never;
const WEATHER: RunningTool = { callId: "1", tool: "get weather", since: 60_000, progress: null };

function hint(state: CallState, how: { microphone?: Microphone; running?: RunningTool[] } = {}) {
  vi.spyOn(Date, "now").mockReturnValue(67_000);
  const { microphone = "on", running = [] } = how;
  screen.show(
    <Stage
      call={{ ...NO_CALL, state }}
      microphone={microphone}
      sound={SILENT}
      running={running}
      holdToTalk={true}
      offer={null}
    />,
  );
  vi.restoreAllMocks();
  return screen.find("hint")?.textContent;
}

describe("what the agent does now", () => {
  it("is the tool at work, and for how long", () => {
    expect(hint("thinking", { running: [WEATHER] })).toBe(TALKING.toolAtWork("get weather", 7));
  });

  it("is how far that is, where the tool tells", () => {
    const progress = { share: 0.25, note: "page 3" };
    const running = [{ ...WEATHER, progress }];
    expect(hint("thinking", { running })).toBe(TALKING.toolProgress("get weather", "25%, page 3"));
    expect(
      hint("thinking", { running: [{ ...WEATHER, progress: { share: null, note: "" } }] }),
    ).toBe(TALKING.toolAtWork("get weather", 7));
  });

  it("is the tool that was called last, where several are at work", () => {
    const mail = { callId: "2", tool: "read mail", since: 66_500, progress: null };
    expect(hint("thinking", { running: [WEATHER, mail] })).toContain("read mail");
  });

  it("is to speak, while it speaks: then the tool matters less", () => {
    expect(hint("speaking", { running: [WEATHER] })).toBe(STRINGS.hints.speaking);
  });
});

it("says how to be heard to whoever holds a key to talk", () => {
  expect(hint("listening", { microphone: "muted" })).toBe(TALKING.holdHint);
  expect(hint("listening", { microphone: "on" })).toBe(STRINGS.hints.listening);
});
