import type { Line } from "../../history/story";
import { HISTORY, STRINGS } from "../../strings";
import { dayAndTime } from "../dates";
import { clock } from "../duration";
import { PlayIcon } from "../icons";
import { Whole } from "../outcome";
import styles from "./lines.module.css";

const NAMES: Readonly<Record<Line["who"], string>> = {
  user: STRINGS.you,
  agent: STRINGS.product,
  tool: STRINGS.tool,
  note: STRINGS.note,
  sitting: "",
};

interface Props {
  lines: readonly Line[];
  /** The sittings that can be heard. */
  recorded: readonly number[];
  /** @param from Seconds since the sitting began. */
  onPlay: (sitting: number, from: number) => void;
}

/** What was said and done. */
export function Lines({ lines, recorded, onPlay }: Props) {
  return (
    <ol className={styles.lines} aria-label={HISTORY.lines} data-testid="history-lines">
      {lines.map((each) => (
        <li
          key={each.id}
          className={styles.line}
          data-testid="history-line"
          data-who={each.who}
          data-cut={each.cut}
          data-alarm={each.alarm}
        >
          <span className={styles.name}>{nameOf(each)}</span>
          <Words line={each} />
          {each.from !== null && recorded.includes(each.sitting) && (
            <Play line={each} from={each.from} onPlay={onPlay} />
          )}
          {each.whole && (
            <div className={styles.whole}>
              <Whole text={each.whole} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

function nameOf({ who, by, alarm }: Line): string {
  return by || (alarm && who === "note" ? HISTORY.error : NAMES[who]);
}

/** An answer that was cut is marked at the word. */
function Words({ line: { who, text, cut, unsaid, remarks, at } }: { line: Line }) {
  const beside = who === "sitting" ? [dayAndTime(at), ...remarks] : remarks;
  return (
    <p className={styles.text}>
      <span data-testid="line-text">{text}</span>
      {cut && <small className={styles.cut}> — {STRINGS.interrupted} </small>}
      {unsaid && (
        <s className={styles.unsaid} data-testid="line-unsaid" title={HISTORY.notSaid}>
          {unsaid}
        </s>
      )}
      {beside.length > 0 && <small className={styles.remarks}>{beside.join(" · ")}</small>}
    </p>
  );
}

function Play({ line, from, onPlay }: { line: Line; from: number; onPlay: Props["onPlay"] }) {
  const time = clock(from * 1000);
  return (
    <button
      type="button"
      className={styles.play}
      data-testid="line-play"
      aria-label={HISTORY.playFrom(time)}
      onClick={() => onPlay(line.sitting, from)}
    >
      <PlayIcon />
      {time}
    </button>
  );
}
