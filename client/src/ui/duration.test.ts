import { expect, it } from "vitest";
import { clock } from "./duration";

it.each([
  [-5, "0:00"],
  [7_999, "0:07"],
  [133_000, "2:13"],
  [3_750_000, "1:02:30"],
])("shows %d ms as %s", (ms, expected) => {
  expect(clock(ms)).toBe(expected);
});
