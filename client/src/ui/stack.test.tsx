// @vitest-environment happy-dom
import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import type { ServerInfo } from "../api/types";
import type { Setup } from "../call/setup";
import type { CallState } from "../call/state";
import { Stack } from "./stack";
import { testScreen } from "./test-screen";

const screen = testScreen();
const { find } = screen;
const part = (label: string) => ({ name: label, label });
const INFO: ServerInfo = {
  version: "1",
  stack: {
    name: "mixed",
    limited: false,
    ears: part("Ears"),
    brain: part("Brain"),
    voice: part("Voice"),
  },
  voices: [
    { id: "ann", label: "Ann" },
    { id: "bob", label: "Bob" },
  ],
};

function show(callState: CallState, setup: Setup = {}, info = INFO) {
  const onChoose = vi.fn();
  const onChange = vi.fn();
  screen.show(
    <Stack
      info={info}
      callState={callState}
      chosen={{ voice: "ann" }}
      onChoose={onChoose}
      setup={setup}
      onChange={onChange}
      way="webrtc"
      onWay={vi.fn()}
    />,
  );
  return { onChoose, onChange };
}

const picker = () => find("voice-picker") as HTMLSelectElement;
const choose = (voice: string) =>
  act(() => {
    picker().value = voice;
    picker().dispatchEvent(new Event("change", { bubbles: true }));
  });

describe("the voice", () => {
  it("that is chosen before a call counts from its beginning", () => {
    const { onChoose, onChange } = show("ready");
    choose("bob");
    expect(onChoose).toHaveBeenCalledWith({ voice: "bob" });
    expect(onChange).not.toHaveBeenCalled();
  });

  it("is another at once when it is chosen in a call", () => {
    const { onChoose, onChange } = show("listening");
    choose("bob");
    expect(onChange).toHaveBeenCalledWith({ voice: "bob" });
    expect(onChoose).not.toHaveBeenCalled();
  });

  it("shown in a call is the one that is spoken with", () => {
    show("listening", { voice: "bob" });
    expect(picker().value).toBe("bob");
    show("ready", { voice: "bob" });
    expect(picker().value).toBe("ann");
  });
});

describe("the instruction", () => {
  it("can be given in a call", () => {
    const { onChange } = show("speaking", { system_prompt: "Be brief." });
    act(() => find("instruct")?.click());
    expect((find("instruction-text") as HTMLTextAreaElement).value).toBe("Be brief.");
    screen.press("instruction-send");
    expect(onChange).toHaveBeenCalledWith({ system_prompt: "Be brief." });
  });

  it("is not offered where the server takes none", () => {
    show("speaking", {}, { ...INFO, prompts: false });
    expect(find("instruct")).toBeNull();
  });

  it("is for agents that understand more than phrases", () => {
    show("speaking", {}, { ...INFO, stack: { ...INFO.stack, limited: true } });
    expect(find("instruct")).toBeNull();
  });
});
