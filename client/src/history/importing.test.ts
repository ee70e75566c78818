import { expect, it } from "vitest";
import { type ImportingEvent, importAfter, NO_IMPORT } from "./importing";

const [one, other] = [new File(["1"], "one.zip"), new File(["2"], "other.json")];
const after = (...events: ImportingEvent[]) => events.reduce(importAfter, NO_IMPORT);
const given: ImportingEvent = { type: "given", files: [one, other] };

it("takes one after the other", () => {
  const sent = after(given, { type: "progress", fraction: 1 }, { type: "taken" });
  expect(sent).toEqual({ files: [other], fraction: 0, why: "", twice: null });
});

it("stops at what is refused, and offers to take what is here already as another one", () => {
  const refused = after(given, { type: "refused", why: "It is here.", twice: true });
  expect(refused).toEqual({ files: [], fraction: 0, why: "It is here.", twice: one });
  expect(importAfter(refused, { type: "given", files: [other] })).toMatchObject({
    why: "",
    twice: null,
  });
  expect(after(given, { type: "refused", why: "Broken.", twice: false }).twice).toBeNull();
});

it("forgets all of them when it is stopped", () => {
  expect(after(given, { type: "stopped" })).toEqual(NO_IMPORT);
});
