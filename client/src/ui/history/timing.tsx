import { wholeMs } from "../../measures/stages";
import { REPLAY } from "../../strings";
import { Waterfall } from "../waterfall/waterfall";
import styles from "./timing.module.css";

/** Where the time of an answer went; nothing where nobody knows. */
export function Timing({ stepsMs }: { stepsMs: Readonly<Record<string, number>> }) {
  if (wholeMs(stepsMs) === null) return null;
  return (
    <details className={styles.timing}>
      <summary data-testid="line-timing">{REPLAY.timing}</summary>
      <Waterfall stepsMs={stepsMs} />
    </details>
  );
}
