// @vitest-environment happy-dom
import { act } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Microphone } from "../../app/state";
import type { Devices } from "../../media/devices";
import type { Sound } from "../../media/sound";
import { type SoundChoices, USUAL_SOUND } from "../../media/sound-choices";
import { testScreen } from "../test-screen";
import { Loudness } from "./loudness";
import { SoundSheet } from "./sound-sheet";
import { TalkButton } from "./talk-button";
import { useTalkKey } from "./use-talk-key";

const screen = testScreen();
const { find, show } = screen;
const SOUND = { levels: () => ({ mine: 0, theirs: 0 }) } as Sound;
const TAIL = () => act(() => new Promise((resolve) => setTimeout(resolve, 350)));

describe("the key that is held to talk", () => {
  const onTalk = vi.fn();

  function Talking({ active = true, microphone = "muted" as Microphone }) {
    const hold = useTalkKey(active, onTalk);
    return (
      <>
        <input data-testid="field" />
        <TalkButton hold={hold} microphone={microphone} sound={SOUND} />
      </>
    );
  }

  const key = (type: "keydown" | "keyup", at: EventTarget = document.body) => {
    const event = new KeyboardEvent(type, { code: "Space", bubbles: true, cancelable: true });
    act(() => void at.dispatchEvent(event));
    return event.defaultPrevented;
  };

  beforeEach(() => onTalk.mockClear());

  it("lets the person be heard until it is let go", async () => {
    show(<Talking />);
    expect(key("keydown"), "Space would scroll the page").toBe(true);
    expect(onTalk.mock.calls).toEqual([[true]]);
    key("keyup");
    await TAIL();
    expect(onTalk.mock.calls).toEqual([[true], [false]]);
  });

  it("types where text is typed", () => {
    show(<Talking />);
    expect(key("keydown", find("field") as HTMLElement)).toBe(false);
    expect(onTalk).not.toHaveBeenCalled();
  });

  it("works on the button that has the focus, too", () => {
    show(<Talking />);
    expect(key("keydown", find("talk") as HTMLElement)).toBe(true);
    expect(onTalk).toHaveBeenCalledWith(true);
  });

  it("is let go when the page loses the keyboard", async () => {
    show(<Talking />);
    key("keydown");
    act(() => void window.dispatchEvent(new Event("blur")));
    await TAIL();
    expect(onTalk).toHaveBeenLastCalledWith(false);
  });

  it("is a key like any other where nobody holds it to talk", () => {
    show(<Talking active={false} />);
    expect(key("keydown")).toBe(false);
    expect(onTalk).not.toHaveBeenCalled();
  });

  it("holds until the next click for a screen reader, which cannot hold", async () => {
    show(<Talking />);
    const click = () =>
      act(() => void find("talk")?.dispatchEvent(new MouseEvent("click", { bubbles: true })));
    click();
    expect(onTalk).toHaveBeenLastCalledWith(true);
    show(<Talking microphone="on" />);
    expect(find("talk")?.getAttribute("aria-pressed")).toBe("true");
    click();
    await TAIL();
    expect(onTalk).toHaveBeenLastCalledWith(false);
  });
});

describe("what is chosen about sound", () => {
  const onChoose = vi.fn();
  const DEVICES: Devices = {
    microphones: [
      { id: "desk", label: "Desk" },
      { id: "usb", label: "" },
    ],
    speakers: [],
  };
  const sheet = (choices: Partial<SoundChoices> = {}, devices = DEVICES) => (
    <SoundSheet
      open={true}
      choices={{ ...USUAL_SOUND, ...choices }}
      devices={devices}
      onChoose={onChoose}
      onClose={vi.fn()}
    />
  );
  const microphones = () => find("microphone-picker") as HTMLSelectElement;

  beforeEach(() => onChoose.mockClear());

  it("is one of the microphones there are, or what the system uses", () => {
    show(sheet({ microphone: "usb" }));
    expect(microphones().value).toBe("usb");
    expect([...microphones().options].map(({ value }) => value)).toEqual(["", "desk", "usb"]);
    for (const { text } of microphones().options) expect(text).not.toBe("");
  });

  it("is shown as what stands in for it while it is gone", () => {
    show(sheet({ microphone: "gone" }));
    expect(microphones().value).toBe("");
  });

  it("counts at once", () => {
    show(sheet());
    screen.press("echo-cancellation");
    expect(onChoose).toHaveBeenCalledWith({ echoCancellation: false });
    screen.press("hold-to-talk");
    expect(onChoose).toHaveBeenCalledWith({ holdToTalk: true });
  });

  it("can be heard again by moving the slider, or by the button", () => {
    const quiet = { ...USUAL_SOUND, volume: 0.6, quiet: true };
    show(<Loudness choices={quiet} onChoose={onChoose} onSettings={vi.fn()} />);
    expect((find("volume") as HTMLInputElement).value).toBe("0");
    screen.press("silence");
    expect(onChoose).toHaveBeenCalledWith({ quiet: false });
    screen.type("volume", "10");
    expect(onChoose).toHaveBeenLastCalledWith({ volume: 0.5, quiet: false });
  });
});
