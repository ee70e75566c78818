import { expect, it } from "vitest";
import { storyOf } from "../replay/sample";
import { linesWith, piecesOf } from "./finding";

const { lines } = storyOf(
  [1, { kind: "user-turn", text: "The RED bicycle" }],
  [2, { kind: "agent-turn", generated: "Red it is, and blue.", heard: "Red it is", cut: true }],
  [3, { kind: "user-turn", text: "Green" }],
);

it.each([
  ["red", [1, 2]],
  [" red  ", [1, 2]],
  // Nobody heard it, but it is shown.
  ["blue", [2]],
  ["yellow", []],
  ["  ", []],
])("finds %j in lines %j", (sought, found) => {
  expect(linesWith(lines, sought)).toEqual(found);
});

it.each([
  ["A red, red car", "RED", "A [red], [red] car"],
  ["red", "red", "[red]"],
  ["a (b)", "(b", "a [(b])"],
  ["nothing", "x", "nothing"],
  ["nothing", "", "nothing"],
  // Two letters in lower case.
  ["İstanbul", "i", "İstanbul"],
])("marks in %j what is %j", (text, sought, marked) => {
  const pieces = piecesOf(text, sought);
  expect(pieces.map((each) => (each.isMatch ? `[${each.text}]` : each.text)).join("")).toBe(marked);
});
