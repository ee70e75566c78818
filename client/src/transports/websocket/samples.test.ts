import { expect, it } from "vitest";
import { Slicer, toFloats, toInts } from "./samples";

it("16-bit samples survive the way through the audio graph", () => {
  const samples = Int16Array.of(0, 1, -1, 12_345, 32_767, -32_768);
  expect(toInts(toFloats(samples))).toEqual(samples);
});

it("what is too loud is clipped, and does not turn into its opposite", () => {
  expect(toInts(Float32Array.of(1.5, -1.5, 1))).toEqual(Int16Array.of(32_767, -32_768, 32_767));
});

it("a stream is cut into pieces of one size, and nothing of it is lost", () => {
  const slicer = new Slicer(5);
  const out: number[][] = [];
  for (const piece of [[1, 2], [3, 4, 5, 6, 7, 8, 9, 10, 11], [12]]) {
    for (const slice of slicer.slices(Float32Array.from(piece))) out.push(Array.from(slice));
  }
  expect(out).toEqual([
    [1, 2, 3, 4, 5],
    [6, 7, 8, 9, 10],
  ]);
});
