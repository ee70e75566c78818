import { useCallback, useEffect, useRef, useState } from "react";
import { explainFailure } from "../../history/explain";
import { EVENTS_AT_ONCE, type HistoryApi } from "../../history/history-api";
import { NO_STORY, type Story, tell } from "../../history/story";
import type { Summary } from "../../history/summary";

/** A conversation that is being read. */
export interface Reading {
  story: Story;
  state: "loading" | "ready" | "failed";
  why: string;
  /** The number of the last event that was read; 0 for none. */
  upTo: number;
  /** Whether there may be more. */
  more: boolean;
}

const UNREAD: Reading = { story: NO_STORY, state: "loading", why: "", upTo: 0, more: false };

/** What happened in a conversation, so far as it was read; of one that goes on, what comes, too. */
export function useStory(
  api: HistoryApi,
  { id, lastAt }: Summary,
): { reading: Reading; readOn: () => void } {
  const [reading, setReading] = useState(UNREAD);
  const read = useCallback(
    async (before: Reading, isWanted: () => boolean) => {
      setReading({ ...before, state: "loading" });
      const after = await readOn(api, id, before);
      if (isWanted()) setReading(after);
    },
    [api, id],
  );
  useEffect(() => {
    let wanted = true;
    void read(UNREAD, () => wanted);
    return () => {
      wanted = false;
    };
  }, [read]);
  const newest = useRef(lastAt);
  const more = () => void read(reading, () => true);
  const grown = newest.current !== lastAt && reading.state !== "loading";
  // biome-ignore lint/correctness/useExhaustiveDependencies: once each time that it has grown
  useEffect(() => {
    if (!grown) return;
    newest.current = lastAt;
    if (!reading.more) more();
  }, [grown, lastAt]);
  return { reading, readOn: more };
}

async function readOn(api: HistoryApi, id: string, before: Reading): Promise<Reading> {
  try {
    const events = await api.events(id, before.upTo);
    const story = events.reduce(tell, before.story);
    const upTo = events.at(-1)?.number ?? before.upTo;
    return { story, state: "ready", why: "", upTo, more: events.length >= EVENTS_AT_ONCE };
  } catch (error) {
    return { ...before, state: "failed", why: explainFailure(error) };
  }
}
