import { useEffect } from "react";
import { type Replay, usePlayback } from "./use-replay";

/** So much before the end of what was read, a replay asks for more. */
const AHEAD_SECS = 60;

/**
 * Reads on by itself while a replay comes near the end of what was read, or something is sought.
 *
 * @param more Whether there is more that can be asked for now.
 * @param readOn Asks for it.
 */
export function useReadOn(replay: Replay, sought: string, more: boolean, readOn: () => void): void {
  const { timeline, playback } = replay;
  const nearEnd = usePlayback(
    playback,
    ({ playing, position }) => playing && timeline.secs - position < AHEAD_SECS,
  );
  const wanted = more && (nearEnd || sought.trim() !== "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: once each time that more is wanted
  useEffect(() => {
    if (wanted) readOn();
  }, [wanted]);
}
