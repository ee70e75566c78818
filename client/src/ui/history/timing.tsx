import { wholeMs } from "../../measures/stages";
import { HISTORY } from "../../strings";
import { Waterfall } from "../waterfall/waterfall";
import styles from "./timing.module.css";

/** How long an answer took and, when it is unfolded, why; nothing where nobody knows. */
export function Timing({ stepsMs }: { stepsMs: Readonly<Record<string, number>> }) {
  const whole = wholeMs(stepsMs);
  if (whole === null) return null;
  return (
    <details className={styles.timing}>
      <summary data-testid="line-timing">{HISTORY.answeredIn((whole / 1000).toFixed(1))}</summary>
      <Waterfall stepsMs={stepsMs} />
    </details>
  );
}
