import { expect, it } from "vitest";
import { type ListingEvent, list, NO_LISTING } from "./listing";
import { type Summary, summaryOf } from "./summary";

const conversation = (id: string): Summary => summaryOf({ id }) as Summary;
const answered = (ids: string, cursor = ""): ListingEvent => ({
  type: "answered",
  batch: { items: [...ids].map(conversation), cursor },
});
const after = (...events: ListingEvent[]) => events.reduce(list, NO_LISTING);
const ids = (...events: ListingEvent[]) =>
  after(...events)
    .items.map(({ id }) => id)
    .join("");

it("grows by each page, and shows none twice", () => {
  expect(ids(answered("ab", "more"), { type: "asked", anew: false }, answered("bc"))).toBe("abc");
});

it("begins anew with another question", () => {
  expect(ids(answered("ab"), { type: "asked", anew: true })).toBe("");
});

it("takes in what has changed, and what is new, without moving the rest", () => {
  const renamed = { ...conversation("b"), title: "Trip" };
  const refreshed = after(answered("ab", "more"), {
    type: "refreshed",
    batch: { items: [conversation("c"), renamed, conversation("a")], cursor: "other" },
  });
  expect(refreshed.items.map(({ id, title }) => id + title)).toEqual(["c", "a", "bTrip"]);
  expect(refreshed.cursor).toBe("more");
});

it("shows first what was brought back, once", () => {
  expect(ids(answered("ab"), { type: "brought", conversation: conversation("b") })).toBe("ba");
});

it("keeps what it has when the next page fails, and where to go on", () => {
  const failed = after(answered("ab", "more"), { type: "failed", why: "Gone." });
  expect(failed).toMatchObject({ state: "failed", why: "Gone.", cursor: "more" });
  expect(failed.items).toHaveLength(2);
});

it("follows what is renamed and forgotten", () => {
  const { items } = after(
    answered("ab"),
    { type: "renamed", id: "b", title: "Trip" },
    { type: "forgotten", id: "a" },
  );
  expect(items).toMatchObject([{ id: "b", title: "Trip" }]);
});
