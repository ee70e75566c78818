import { expect, it } from "vitest";
import { storyOf } from "../replay/sample";
import { asCaptions } from "./as-captions";

it("has what was said and done, numbered anew, and no sitting's heading", () => {
  const { lines } = storyOf(
    [0, { kind: "session-started", sitting: 1 }],
    [1, { kind: "user-turn", text: "A story" }],
    [2, { kind: "agent-turn", generated: "Once upon a time.", heard: "Once upon", cut: true }],
    [3, { kind: "session-ended", reason: "goodbye" }],
  );
  expect(asCaptions(lines)).toMatchObject([
    { id: 1, who: "user", text: "A story", earlier: true, final: true },
    { id: 2, who: "agent", text: "Once upon", cut: true },
    { id: 3, who: "note" },
  ]);
});

it("of a long talk has the end", () => {
  const said = Array.from({ length: 500 }, (_, at) => [at, { kind: "user-turn", text: `${at}` }]);
  const captions = asCaptions(storyOf(...(said as [number, Record<string, unknown>][])).lines);
  expect(captions).toHaveLength(60);
  expect(captions.at(-1)).toMatchObject({ id: 60, text: "499" });
});
