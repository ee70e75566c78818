// @vitest-environment happy-dom
import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import type { ServerInfo } from "../api/types";
import type { Health } from "../app/offered";
import type { Setup } from "../call/setup";
import type { CallState } from "../call/state";
import { Stack, showStack } from "./stack";
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

function show(callState: CallState, setup: Setup = {}, info = INFO, health: Health = {}) {
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
      health={health}
      fetchSample={vi.fn()}
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

describe("what can be chosen", () => {
  const options = (id: string) => [...(find(id) as HTMLSelectElement).options];

  it("lists voices under their languages, where there are several", () => {
    const voices = [
      { id: "ann", label: "Ann", language: "en" },
      { id: "ida", label: "Ida", language: "de" },
      { id: "bob", label: "Bob", language: "en" },
    ];
    show("ready", {}, { ...INFO, voices });
    const groups = [...picker().querySelectorAll("optgroup")].map((each) => [
      each.label,
      ...[...each.children].map((child) => child.textContent),
    ]);
    expect(groups).toEqual([
      ["English", "Ann", "Bob"],
      ["German", "Ida"],
    ]);
  });

  it("is no brain that does not answer now", () => {
    const brains = [
      { id: "openai", label: "OpenAI" },
      { id: "ollama", label: "Ollama" },
    ];
    show("ready", {}, { ...INFO, brains }, { brain: "healthy", "brain-ollama": "degraded" });
    expect(options("brain-picker").map(({ disabled }) => disabled)).toEqual([false, true]);
  });

  it("is another language in a call as well", () => {
    const { onChange } = show("listening", {}, { ...INFO, languages: ["en", "de"] });
    act(() => {
      const languages = find("language-picker") as HTMLSelectElement;
      languages.value = "de";
      languages.dispatchEvent(new Event("change", { bubbles: true }));
    });
    expect(onChange).toHaveBeenCalledWith({ language: "de" });
  });

  it("has no sample where one model hears and speaks", () => {
    show("ready");
    expect(find("voice-sample")).not.toBeNull();
    show("ready", {}, { ...INFO, stack: { ...INFO.stack, name: "realtime" } });
    expect(find("voice-sample")).toBeNull();
  });
});

it("is unfolded for who is sent there, and what can be chosen has the focus", () => {
  show("ready");
  const details = screen.host.querySelector("details");
  act(() => {
    if (details) details.open = false;
    showStack();
  });
  expect(details?.open).toBe(true);
  expect(details?.contains(document.activeElement)).toBe(true);
});
