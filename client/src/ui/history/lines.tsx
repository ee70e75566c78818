import { useEffect, useRef } from "react";
import { piecesOf } from "../../history/finding";
import type { Line } from "../../history/story";
import { isSaid, type Timeline, timeOf } from "../../replay/timeline";
import { HISTORY, STRINGS } from "../../strings";
import { dayAndTime } from "../dates";
import { clock } from "../duration";
import { PlayIcon } from "../icons";
import { Whole } from "../outcome";
import styles from "./lines.module.css";
import { Marked } from "./marked";
import { Timing } from "./timing";

const NAMES: Readonly<Record<Line["who"], string>> = {
  user: STRINGS.you,
  agent: STRINGS.product,
  tool: STRINGS.tool,
  note: STRINGS.note,
  sitting: "",
};

interface Props {
  lines: readonly Line[];
  timeline: Timeline;
  /** The line that a replay is at; 0 for none. */
  current: number;
  /** Whether that line is to be in sight. */
  follows: boolean;
  /** Somebody scrolls away from it. */
  onLeave: () => void;
  /** What is to be marked. */
  sought: string;
  /** The line that was looked for and is to be in sight; 0 for none. */
  shown: number;
  /** @param position Seconds on the timeline. */
  onPlay: (position: number) => void;
}

/** What was said and done. */
export function Lines(props: Props) {
  const { lines, timeline, current, follows, onLeave, sought, shown, onPlay } = props;
  const list = useRef<HTMLOListElement>(null);
  useInSight(list, follows ? current : 0);
  useInSight(list, shown);
  const play = ({ id }: Line) => {
    const at = timeOf(timeline, id);
    if (at !== null) onPlay(at);
  };
  return (
    <ol
      ref={list}
      className={styles.lines}
      aria-label={HISTORY.lines}
      data-testid="history-lines"
      onWheel={onLeave}
      onTouchMove={onLeave}
    >
      {lines.map((each) => (
        <li
          key={each.id}
          className={styles.line}
          data-testid="history-line"
          data-line={each.id}
          data-who={each.who}
          data-cut={each.cut}
          data-alarm={each.alarm}
          data-shown={each.id === shown}
          aria-current={each.id === current}
        >
          <span className={styles.name}>{nameOf(each)}</span>
          <Words line={each} sought={sought} onPlay={() => play(each)} />
          <Play line={each} timeline={timeline} onPlay={() => play(each)} />
          <Timing stepsMs={each.stepsMs} />
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

function useInSight(list: { current: HTMLElement | null }, id: number): void {
  useEffect(() => {
    const line = id ? list.current?.querySelector(`[data-line="${id}"]`) : null;
    line?.scrollIntoView({ block: "nearest" });
  }, [list, id]);
}

/** Whose line it is. */
export function nameOf({ who, by, alarm }: Line): string {
  return by || (alarm && who === "note" ? HISTORY.error : NAMES[who]);
}

interface WordsProps {
  line: Line;
  sought: string;
  onPlay: () => void;
}

/** An answer that was cut is marked at the word. A click on them plays them. */
function Words({ line, sought, onPlay }: WordsProps) {
  const { who, text, cut, unsaid, remarks, at } = line;
  const beside = who === "sitting" ? [dayAndTime(at), ...remarks] : remarks;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a keyboard has the button beside it
    <p className={styles.text} onClick={() => isSaid(who) && !hasSelected() && onPlay()}>
      <span data-testid="line-text">
        <Marked pieces={piecesOf(text, sought)} />
      </span>
      {cut && <small className={styles.cut}> — {STRINGS.interrupted} </small>}
      {unsaid && (
        <s className={styles.unsaid} data-testid="line-unsaid" title={HISTORY.notSaid}>
          <Marked pieces={piecesOf(unsaid, sought)} />
        </s>
      )}
      {beside.length > 0 && <small className={styles.remarks}>{beside.join(" · ")}</small>}
    </p>
  );
}

/** Whoever marks words with the mouse wants to copy them. */
function hasSelected(): boolean {
  return window.getSelection()?.isCollapsed === false;
}

interface PlayProps {
  line: Line;
  timeline: Timeline;
  onPlay: () => void;
}

/** Replays from where a line was said. */
function Play({ line: { id, who }, timeline, onPlay }: PlayProps) {
  const at = isSaid(who) ? timeOf(timeline, id) : null;
  if (at === null) return null;
  const time = clock(at * 1000);
  return (
    <button
      type="button"
      className={styles.play}
      data-testid="line-play"
      aria-label={HISTORY.playFrom(time)}
      onClick={onPlay}
    >
      <PlayIcon />
      {time}
    </button>
  );
}
