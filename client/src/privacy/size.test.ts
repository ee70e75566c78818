import { expect, it } from "vitest";
import { sizeText } from "./size";

it.each([
  [0, "0.0 kB"],
  [1_840_000, "1.8 MB"],
  [91_234_567, "91 MB"],
  [999_700, "1.0 MB"],
  [3e15, "3000 TB"],
])("shows %d bytes as %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
