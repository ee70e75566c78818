import { type Dispatch, useCallback, useEffect, useReducer, useRef } from "react";
import { explainFailure } from "../../history/explain";
import type { HistoryApi } from "../../history/history-api";
import { type Listing, type ListingEvent, list, NO_LISTING } from "../../history/listing";
import type { Query } from "../../history/query";

/** A list that is being looked at. */
export interface Followed {
  listing: Listing;
  change: Dispatch<ListingEvent>;
  /** Ask for what follows, or anew after a failure. */
  more: () => void;
}

/** The conversations that a query finds; asked for anew whenever it changes. */
export function useListing(api: HistoryApi, query: Query): Followed {
  const [listing, change] = useReducer(list, NO_LISTING);
  const newest = useRef(0);
  const ask = useCallback(
    async (cursor: string) => {
      newest.current += 1;
      const question = newest.current;
      const tell = (event: ListingEvent) => question === newest.current && change(event);
      change({ type: "asked", anew: cursor === "" });
      try {
        tell({ type: "answered", batch: await api.conversations(query, cursor) });
      } catch (error) {
        tell({ type: "failed", why: explainFailure(error) });
      }
    },
    [api, query],
  );
  useEffect(() => void ask(""), [ask]);
  useRefreshing(listing, async () => {
    const question = newest.current;
    const batch = await api.conversations(query);
    if (question === newest.current) change({ type: "refreshed", batch });
  });
  return { listing, change, more: () => void ask(listing.cursor) };
}

/** A call that was hung up takes a moment to be over on the server; another may take hours. */
const FIRST_REFRESH_MS = 500;
const LONGEST_REFRESH_MS = 15_000;

/** Ask again, ever more slowly, while a conversation goes on that is listed. */
function useRefreshing({ state, items }: Listing, refresh: () => Promise<void>): void {
  const latest = useRef(refresh);
  latest.current = refresh;
  const goesOn = state === "ready" && items.some(({ open }) => open);
  useEffect(() => {
    if (!goesOn) return;
    let timer = 0;
    let wanted = true;
    const wait = (ms: number) => {
      timer = window.setTimeout(async () => {
        // What fails now may work the next time; the list is there all the same.
        await latest.current().catch(() => undefined);
        if (wanted) wait(Math.min(ms * 1.5, LONGEST_REFRESH_MS));
      }, ms);
    };
    wait(FIRST_REFRESH_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [goesOn]);
}
