/**
 * Pipecat's frames as they travel over a WebSocket: protobuf, of which this reads and writes the
 * four kinds that matter to a caller (`pipecat/frames/frames.proto`). The official transport is
 * 849 kB for that, and does not know the interruption.
 */

/** What the server sent. */
export type Received =
  | { kind: "audio"; samples: Int16Array; sampleRate: number }
  | { kind: "message"; json: string }
  | { kind: "interruption" }; // forget the sound that was not heard yet

// Field numbers.
const AUDIO = 2;
const MESSAGE = 4;
const INTERRUPTION = 5;
const AUDIO_BYTES = 3;
const AUDIO_RATE = 4;
const AUDIO_CHANNELS = 5;
const MESSAGE_DATA = 1;

// Wire types.
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/**
 * A frame of sound for the server.
 *
 * @param pcm 16-bit little-endian mono samples.
 * @param sampleRate Their rate in Hz.
 */
export function audioFrame(pcm: Uint8Array, sampleRate: number): Uint8Array<ArrayBuffer> {
  const head = bytesHead(AUDIO_BYTES, pcm.length);
  const tail = [AUDIO_RATE << 3, ...varint(sampleRate), AUDIO_CHANNELS << 3, 1];
  const outer = bytesHead(AUDIO, head.length + pcm.length + tail.length);
  return joined(outer, head, pcm, tail);
}

/** A frame that carries an RTVI message, as JSON. */
export function messageFrame(json: string): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(json);
  const head = bytesHead(MESSAGE_DATA, text.length);
  return joined(bytesHead(MESSAGE, head.length + text.length), head, text);
}

/** Read a frame of the server; null for one of another kind, or a broken one. */
export function receivedFrame(bytes: Uint8Array): Received | null {
  try {
    for (const { number, value } of fields(bytes)) {
      if (typeof value === "number") continue;
      if (number === AUDIO) return audioOf(value);
      if (number === MESSAGE) return messageOf(value);
      if (number === INTERRUPTION) return { kind: "interruption" };
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function audioOf(bytes: Uint8Array): Received | null {
  let pcm: Uint8Array | null = null;
  let sampleRate = 0;
  for (const { number, value } of fields(bytes)) {
    if (number === AUDIO_BYTES && typeof value !== "number") pcm = value;
    if (number === AUDIO_RATE && typeof value === "number") sampleRate = value;
    // The server speaks to one caller: mono, always.
    if (number === AUDIO_CHANNELS && value !== 1) return null;
  }
  if (!pcm || sampleRate === 0) return null;
  // Copied, because samples must lie at even addresses.
  const whole = pcm.slice(0, pcm.length - (pcm.length % 2));
  return { kind: "audio", samples: new Int16Array(whole.buffer), sampleRate };
}

function messageOf(bytes: Uint8Array): Received | null {
  for (const { number, value } of fields(bytes)) {
    if (number === MESSAGE_DATA && typeof value !== "number") {
      return { kind: "message", json: new TextDecoder().decode(value) };
    }
  }
  return null;
}

interface Field {
  number: number;
  value: number | Uint8Array;
}

/** @throws {RangeError} At the first byte that makes no sense. */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    const body = readVarint(bytes, tag.next, tag.value % 8 === VARINT || tag.value % 8 === BYTES);
    const number = Math.floor(tag.value / 8);
    switch (tag.value % 8) {
      case VARINT:
        yield { number, value: body.value };
        at = body.next;
        break;
      case BYTES:
        at = within(bytes, body.next + body.value);
        yield { number, value: bytes.subarray(body.next, at) };
        break;
      case FIXED64:
        at = within(bytes, tag.next + 8);
        break;
      case FIXED32:
        at = within(bytes, tag.next + 4);
        break;
      default:
        throw new RangeError("unknown wire type");
    }
  }
}

function readVarint(bytes: Uint8Array, from: number, wanted = true) {
  let value = 0;
  if (!wanted) return { value, next: from };
  for (let place = 0; place < 10; place++) {
    const byte = bytes[from + place];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * place);
    if (byte < 0x80) return { value, next: from + place + 1 };
  }
  throw new RangeError("a number without an end");
}

function within(bytes: Uint8Array, end: number): number {
  if (end > bytes.length) throw new RangeError("cut short");
  return end;
}

function bytesHead(field: number, length: number): number[] {
  return [(field << 3) | BYTES, ...varint(length)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function joined(...parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
