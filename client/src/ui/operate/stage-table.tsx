import { STAGES, type StageName } from "../../measures/stages";
import type { StageTimes } from "../../operate/operations";
import { MEASURES, OPERATE } from "../../strings";
import { msText } from "../amounts";
import styles from "./stage-table.module.css";

/** Where the time goes between the end of speech and the answer, and which stage is the slowest. */
export function StageTable({ stages }: { stages: readonly StageTimes[] }) {
  const scale = Math.max(1, ...stages.map(({ p95Ms }) => p95Ms));
  const slowest = slowestOf(stages);
  return (
    <section>
      <h3 className={styles.title}>{OPERATE.stages}</h3>
      <p className={styles.hint}>{OPERATE.stagesHint}</p>
      <table className={styles.table} aria-label={OPERATE.stages} data-testid="stage-table">
        <thead>
          <tr>
            <th scope="col" className={styles.head}>
              {OPERATE.stage}
            </th>
            <th scope="col" className={`${styles.head} ${styles.ms}`}>
              {MEASURES.median}
            </th>
            <th scope="col" className={`${styles.head} ${styles.ms}`}>
              {OPERATE.p95}
            </th>
          </tr>
        </thead>
        <tbody>
          {/* All of them, so that nothing moves when the next figures come. */}
          {STAGES.map((name) => (
            <Row
              key={name}
              name={name}
              times={stages.find(({ stage }) => stage === name)}
              scale={scale}
              isSlowest={name === slowest}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  name: StageName;
  /** Undefined where no turn went through it. */
  times: StageTimes | undefined;
  /** How many milliseconds fill the width. */
  scale: number;
  isSlowest: boolean;
}

function Row({ name, times, scale, isSlowest }: RowProps) {
  const width = (ms = 0) => ({ inlineSize: `${(100 * ms) / scale}%` });
  return (
    <tr className={isSlowest ? styles.slowest : undefined} data-stage={name}>
      <th scope="row">
        <span className={styles.name}>
          {MEASURES.stages[name]}
          {isSlowest && <span className={styles.mark}>{OPERATE.slowest}</span>}
        </span>
        <span className={styles.track} aria-hidden="true">
          <span className={styles.most} style={width(times?.p95Ms)} />
          <span className={styles.half} style={width(times?.p50Ms)} />
        </span>
      </th>
      <td className={styles.ms}>{times ? msText(times.p50Ms) : "–"}</td>
      <td className={styles.ms}>{times ? msText(times.p95Ms) : "–"}</td>
    </tr>
  );
}

function slowestOf(stages: readonly StageTimes[]): StageName | undefined {
  const [first] = [...stages].sort(
    (one, other) => other.p50Ms - one.p50Ms || other.p95Ms - one.p95Ms,
  );
  return first?.stage;
}
