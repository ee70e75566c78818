// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AgentVoice } from "../transports/call-transport";
import { Loudspeaker } from "./loudspeaker";

/** A part of the audio graph, as far as a loudspeaker knows it. */
class FakeNode {
  readonly to: unknown[] = [];
  connect = (to: unknown) => void this.to.push(to);
}

class FakeGain extends FakeNode {
  readonly gain = { value: 1 };
}

class FakeContext {
  readonly destination = new FakeNode();
  readonly gains: FakeGain[] = [];
  device = "";
  createGain = () => {
    this.gains.push(new FakeGain());
    return this.gains.at(-1);
  };
  setSinkId = async (device: string) => {
    this.device = device;
  };
}

let element: { volume: number; muted: boolean; srcObject: unknown; setSinkId: () => Promise<void> };
let gone: boolean;
let loudspeaker: Loudspeaker;
let context: FakeContext;

beforeEach(() => {
  gone = false;
  const setSinkId = async () => {
    if (gone) throw new DOMException("gone", "NotFoundError");
  };
  element = { volume: 1, muted: false, srcObject: null, setSinkId };
  vi.stubGlobal("AudioNode", FakeNode);
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("Audio", function fakeAudio() {
    return element;
  });
  loudspeaker = new Loudspeaker();
  context = new FakeContext();
});
afterEach(() => vi.unstubAllGlobals());

const attach = (voice: unknown) =>
  loudspeaker.attach(voice as AgentVoice, context as unknown as AudioContext);

describe("a track", () => {
  it("is as loud as the person wants, and muted for nothing: telephones know only that", () => {
    attach({});
    loudspeaker.setVolume(0.3);
    expect(element).toMatchObject({ volume: 0.3, muted: false });
    loudspeaker.setVolume(0);
    expect(element.muted).toBe(true);
    expect(loudspeaker.hasTrack).toBe(true);
  });
});

describe("a part of the audio graph", () => {
  it("goes through one gain, however many voices there are", () => {
    loudspeaker.setVolume(0.3);
    const [first, second] = [new FakeNode(), new FakeNode()];
    attach(first);
    attach(second);
    expect(context.gains).toHaveLength(1);
    expect(context.gains[0]?.gain.value).toBe(0.3);
    expect(context.gains[0]?.to).toEqual([context.destination]);
    expect(second.to).toEqual(context.gains);
    expect(loudspeaker.hasTrack).toBe(false);
  });

  it("takes the device that was chosen before there was a call", async () => {
    await loudspeaker.playThrough("hp");
    attach(new FakeNode());
    expect(context.device).toBe("hp");
  });
});

it("stays where it is when the device that is wanted is gone", async () => {
  await loudspeaker.playThrough("hp");
  gone = true;
  expect(await loudspeaker.playThrough("hdmi")).toBe(false);
  expect(loudspeaker.device).toBe("hp");
});
