import { useEffect, useReducer, useRef } from "react";
import { ApiFailure } from "../../api/failure";
import { explainFailure } from "../../history/explain";
import type { HistoryApi } from "../../history/history-api";
import { type Importing, importAfter, NO_IMPORT } from "../../history/importing";
import type { Summary } from "../../history/summary";

const CONFLICT = 409;

/** Brings conversations back. */
export interface Import {
  importing: Importing;
  take: (files: Iterable<File>) => void;
  /** Take the one that is here already as another conversation. */
  takeTwice: () => void;
  stop: () => void;
}

/** @param onTaken Told of each conversation that was taken. */
export function useImport(api: HistoryApi, onTaken: (conversation: Summary) => void): Import {
  const [importing, change] = useReducer(importAfter, NO_IMPORT);
  const stopping = useRef(new AbortController());
  const anew = useRef(new Set<File>());
  const [first] = importing.files;
  const taken = useRef(onTaken);
  taken.current = onTaken;
  useEffect(() => {
    if (!first) return;
    const stop = new AbortController();
    stopping.current = stop;
    const onProgress = (fraction: number) => change({ type: "progress", fraction });
    const how = { newId: anew.current.has(first), onProgress, signal: stop.signal };
    api.bringBack(first, how).then(
      (conversation) => {
        change({ type: "taken" });
        taken.current(conversation);
      },
      (error: unknown) => {
        const twice = error instanceof ApiFailure && error.status === CONFLICT;
        if (!stop.signal.aborted) change({ type: "refused", why: explainFailure(error), twice });
      },
    );
    return () => stop.abort();
  }, [api, first]);
  return {
    importing,
    take: (files) => change({ type: "given", files: [...files] }),
    takeTwice: () => {
      const { twice } = importing;
      if (!twice) return;
      anew.current.add(twice);
      change({ type: "given", files: [twice] });
    },
    stop: () => {
      stopping.current.abort();
      change({ type: "stopped" });
    },
  };
}
