import { useEffect, useState } from "react";
import type { HistoryApi } from "../../history/history-api";
import type { Peaks } from "../../replay/peaks";
import type { Timeline } from "../../replay/timeline";

/** How loud a conversation's recordings are, so far as the server has told. */
export function usePeaks(
  api: HistoryApi,
  id: string,
  { stretches }: Timeline,
): ReadonlyMap<number, Peaks> {
  const [peaks, setPeaks] = useState<ReadonlyMap<number, Peaks>>(new Map());
  const recorded = stretches.filter(({ soundSecs }) => soundSecs > 0).map(({ sitting }) => sitting);
  const wanted = recorded.join(" ");
  useEffect(() => {
    let shown = true;
    const measure = async (sitting: number) => {
      const measured = await api.peaks(id, sitting);
      if (shown) setPeaks((known) => new Map(known).set(sitting, measured));
    };
    for (const sitting of wanted.split(" ").filter(Boolean)) {
      // What cannot be measured is drawn by its lines.
      measure(Number(sitting)).catch(() => undefined);
    }
    return () => {
      shown = false;
    };
  }, [api, id, wanted]);
  return peaks;
}
