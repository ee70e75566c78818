import { describe, expect, it } from "vitest";
import { en } from "./en";

const SOURCES = Object.entries(
  import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
)
  .filter(([path]) => path.startsWith("../") && !path.includes(".test."))
  .map(([, source]) => source)
  .join("\n");

describe.each(Object.entries(en))("the words of %s", (_, area) => {
  // Records by state or reason are read as a whole: their keys are checked by their types.
  it.each(Object.keys(area))("are shown somewhere: %s", (key) => {
    expect(new RegExp(`\\.${key}\\b`).test(SOURCES)).toBe(true);
  });
});
