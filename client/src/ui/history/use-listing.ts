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
  return { listing, change, more: () => void ask(listing.cursor) };
}
