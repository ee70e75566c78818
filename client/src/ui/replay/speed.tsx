import { REPLAY, TONGUE } from "../../strings";
import styles from "./replay-panel.module.css";
import { type Replay, usePlayback } from "./use-replay";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** How fast a conversation is replayed; voices keep their pitch. */
export function Speed({ replay: { playback, hasten } }: { replay: Replay }) {
  const speed = usePlayback(playback, (now) => now.speed);
  return (
    <select
      className={styles.speed}
      data-testid="replay-speed"
      aria-label={REPLAY.speed}
      value={speed}
      onChange={(event) => hasten(Number(event.target.value))}
    >
      {SPEEDS.map((each) => (
        <option key={each} value={each}>
          {REPLAY.times(each.toLocaleString(TONGUE.locale))}
        </option>
      ))}
    </select>
  );
}
