import { type Stage, stagesOf, wholeMs } from "../../measures/stages";
import { MEASURES } from "../../strings";
import { msText } from "../amounts";
import styles from "./waterfall.module.css";

interface Props {
  /** Milliseconds from the end of speech, of a `Measured`. */
  stepsMs: Readonly<Record<string, number>>;
  /** How many milliseconds fill the width, so that several can be compared; its own by default. */
  scaleMs?: number;
}

/** Where the time went between the end of speech and the answer; nothing where none was heard. */
export function Waterfall({ stepsMs, scaleMs }: Props) {
  const whole = wholeMs(stepsMs);
  if (whole === null) return null;
  const scale = Math.max(scaleMs ?? whole, whole, 1);
  return (
    <ol className={styles.stages} aria-label={MEASURES.waterfall} data-testid="waterfall">
      {stagesOf(stepsMs).map((stage) => (
        <Row key={stage.name} stage={stage} scale={scale} />
      ))}
      <li className={styles.whole}>
        <span>{MEASURES.whole}</span>
        <span className={styles.ms}>{msText(whole)}</span>
      </li>
    </ol>
  );
}

function Row({ stage, scale }: { stage: Stage; scale: number }) {
  const percent = (ms: number) => `${(100 * ms) / scale}%`;
  const place = { insetInlineStart: percent(stage.beginMs), inlineSize: percent(stage.ms) };
  return (
    <li>
      <span className={styles.name}>{MEASURES.stages[stage.name]}</span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={place} data-stage={stage.name} />
      </span>
      <span className={styles.ms}>{msText(stage.ms)}</span>
    </li>
  );
}
