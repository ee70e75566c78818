import { expect, it } from "vitest";
import { unheard } from "./unheard";

it.each([
  ["One two three.", "One two", "three."],
  ["One two three.", "One two three.", ""],
  ["One two three.", "", "One two three."],
  ["“Well,” she said,  and left.", "Well she said", "and left."],
  // Cut within a word: the word is not given a second time.
  ["It will be sunny tomorrow.", "It will be sun", "tomorrow."],
  // A mark between words is no word.
  ["First – then second – done", "First then", "second – done"],
  ["Schöne Grüße aus Zürich", "schöne grüße", "aus Zürich"],
  // Said otherwise than written: nothing is better than something wrong.
  ["It costs $5 today.", "It costs five dollars", ""],
  ["Short.", "Short and more.", ""],
])("of %j, %j was heard", (generated, heard, rest) => {
  expect(unheard(generated, heard)).toBe(rest);
});
