import { describe, expect, it } from "vitest";
import { audioFrame, messageFrame, receivedFrame } from "./wire";

const bytes = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hex = (frame: Uint8Array) =>
  Array.from(frame, (byte) => byte.toString(16).padStart(2, "0")).join("");

// As Pipecat's own protobuf classes write them.
const AUDIO = "120b1a040100008020807d2801";
const NAMED_AUDIO = "1223080712154f7574707574417564696f5261774672616d6523311a02ff7f20c0bb012801";
const STEREO = "120b1a040100020020807d2802";
const TRANSCRIPT = "1a041a026869";
const MESSAGE = "22040a027b7d";
const INTERRUPTION = "2a020803";

describe("what the page sends", () => {
  it("is sound as Pipecat reads it", () => {
    expect(hex(audioFrame(bytes("01000080"), 16_000))).toBe(AUDIO);
  });

  it("is messages as Pipecat reads them", () => {
    expect(hex(messageFrame("{}"))).toBe(MESSAGE);
  });

  it("may be longer than one byte can count", () => {
    const pcm = new Uint8Array(640).fill(1);
    expect(receivedFrame(audioFrame(pcm, 16_000))).toMatchObject({
      kind: "audio",
      samples: new Int16Array(320).fill(257),
    });
  });
});

describe("what the page receives", () => {
  it("is sound with its rate", () => {
    expect(receivedFrame(bytes(AUDIO))).toEqual({
      kind: "audio",
      samples: Int16Array.of(1, -32768),
      sampleRate: 16_000,
    });
  });

  it("is sound, whatever else stands in the frame", () => {
    const frame = receivedFrame(bytes(NAMED_AUDIO));
    expect(frame).toEqual({ kind: "audio", samples: Int16Array.of(32767), sampleRate: 24_000 });
  });

  it("is messages", () => {
    expect(receivedFrame(bytes(MESSAGE))).toEqual({ kind: "message", json: "{}" });
  });

  it("is the order to forget what was not heard yet", () => {
    expect(receivedFrame(bytes(INTERRUPTION))).toEqual({ kind: "interruption" });
    expect(receivedFrame(bytes("2a00"))).toEqual({ kind: "interruption" });
  });
});

describe("a frame that cannot be used", () => {
  it.each([
    ["is empty", ""],
    ["is cut short", "120c1a04"],
    ["has a number without an end", "12ffffffffffffffffffffff"],
    ["has a wire type that protobuf does not know", "1f00"],
    ["is a transcript, which no page reads", TRANSCRIPT],
    ["has sound without a rate", "12041a020100"],
    ["is in stereo", STEREO],
  ])("means nothing when it %s", (_, broken) => {
    expect(receivedFrame(bytes(broken))).toBeNull();
  });

  it("never breaks the call, whatever it is", () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed;
    };
    for (let round = 0; round < 2_000; round++) {
      const mutated = bytes(AUDIO);
      mutated[random() % mutated.length] = random() % 256;
      const cut = mutated.subarray(0, random() % (mutated.length + 1));
      expect(() => receivedFrame(cut)).not.toThrow();
    }
  });
});
