import type { Batch, Summary } from "./summary";

/** The list of conversations, as far as it was asked for. */
export interface Listing {
  state: "loading" | "ready" | "failed";
  items: readonly Summary[];
  /** Where it goes on; empty where it does not. */
  cursor: string;
  /** Why it failed. */
  why: string;
}

/** What can become of it. */
export type ListingEvent =
  | { type: "asked"; anew: boolean }
  | { type: "answered"; batch: Batch<Summary> }
  /** The newest ones, asked for once more. */
  | { type: "refreshed"; batch: Batch<Summary> }
  /** It was brought back, and is shown first, however old it is. */
  | { type: "brought"; conversation: Summary }
  | { type: "failed"; why: string }
  | { type: "renamed"; id: string; title: string }
  | { type: "forgotten"; id: string };

/** Before the first answer. */
export const NO_LISTING: Listing = { state: "loading", items: [], cursor: "", why: "" };

/** The list after an event. */
export function list(listing: Listing, event: ListingEvent): Listing {
  const { items } = listing;
  switch (event.type) {
    case "asked":
      return { ...listing, state: "loading", why: "", items: event.anew ? [] : items };
    case "answered":
      return { ...listing, state: "ready", ...append(items, event.batch) };
    case "refreshed":
      return { ...listing, items: refresh(items, event.batch.items) };
    case "brought": {
      const { conversation } = event;
      return { ...listing, items: [conversation, ...without(items, conversation.id)] };
    }
    case "failed":
      return { ...listing, state: "failed", why: event.why };
    case "renamed": {
      const { id, title } = event;
      return {
        ...listing,
        items: items.map((each) => (each.id === id ? { ...each, title } : each)),
      };
    }
    case "forgotten":
      return { ...listing, items: without(items, event.id) };
  }
}

function without(items: readonly Summary[], gone: string): Summary[] {
  return items.filter(({ id }) => id !== gone);
}

/** What is new comes first; the rest stays where it was, under the finger that points at it. */
function refresh(items: readonly Summary[], newest: readonly Summary[]): Summary[] {
  const known = new Set(items.map(({ id }) => id));
  const fresh = new Map(newest.map((each) => [each.id, each]));
  return [
    ...newest.filter(({ id }) => !known.has(id)),
    ...items.map((each) => fresh.get(each.id) ?? each),
  ];
}

/** One that was talked in meanwhile may come twice. */
function append(items: readonly Summary[], batch: Batch<Summary>): Batch<Summary> {
  const known = new Set(items.map(({ id }) => id));
  return { ...batch, items: [...items, ...batch.items.filter(({ id }) => !known.has(id))] };
}
