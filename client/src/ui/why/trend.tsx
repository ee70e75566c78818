import { MEASURES } from "../../strings";
import { countText, msText } from "../amounts";
import styles from "./why.module.css";

const MOST = 24;
const HEIGHT = 24;
const WIDTH = 4;

interface Props {
  /** How long the caller waited for each answer, in milliseconds. */
  waits: readonly number[];
  medianMs: number | null;
}

/** How the newest waits compare, one bar each; nothing where there is nothing to compare. */
export function Trend({ waits, medianMs }: Props) {
  const shown = waits.slice(-MOST);
  if (shown.length < 2 || medianMs === null) return null;
  const longest = Math.max(...shown, 1);
  return (
    <svg
      className={styles.trend}
      viewBox={`0 0 ${MOST * WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={MEASURES.trend(countText(shown.length), msText(medianMs))}
    >
      {shown.map((ms, place) => {
        const height = Math.max((HEIGHT * ms) / longest, 1);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={place}
            x={place * WIDTH}
            y={HEIGHT - height}
            width={WIDTH - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}
