import { describe, expect, it } from "vitest";
import { atOnce, type Chunk } from "../first-load";

const chunk = (imports: string[], isEntry = false): Chunk => ({ imports, isEntry, code: "" });

describe("the first load", () => {
  it("is the entry and what it imports at once, each of them counted once", () => {
    const chunks = new Map([
      ["index", chunk(["a", "b"], true)],
      ["a", chunk(["shared"])],
      ["b", chunk(["shared", "index"])],
      ["shared", chunk([])],
      ["later", chunk(["shared"])],
    ]);
    expect(atOnce(chunks)).toEqual(["index", "a", "shared", "b"]);
  });
});
