import { useEffect, useState } from "react";
import { type Replay, usePlayback } from "./use-replay";

/** Whether the line that is being said is kept in sight. */
export interface Following {
  follows: boolean;
  /** Somebody scrolls away to read. */
  leave: () => void;
  /** Somebody wants to hear another line. */
  resume: () => void;
}

/** Keep the line in sight that is being said, from each time on that somebody plays. */
export function useFollowing({ playback }: Replay): Following {
  const playing = usePlayback(playback, (now) => now.playing);
  const [away, setAway] = useState(false);
  useEffect(() => {
    if (!playing) setAway(false);
  }, [playing]);
  return {
    follows: playing && !away,
    leave: () => setAway(playing),
    resume: () => setAway(false),
  };
}
