import type { Line } from "../../history/story";
import type { Peaks } from "../../replay/peaks";
import { lineAt, nextLine, previousLine } from "../../replay/timeline";
import { REPLAY } from "../../strings";
import { clock } from "../duration";
import { nameOf } from "../history/lines";
import { NextIcon, PauseIcon, PlayIcon, PreviousIcon } from "../icons";
import styles from "./replay-panel.module.css";
import { Speed } from "./speed";
import { type Replay, usePlayback } from "./use-replay";
import { Waveform } from "./waveform";

interface Props {
  replay: Replay;
  peaks: ReadonlyMap<number, Peaks>;
  lines: readonly Line[];
}

/** Hears and watches a conversation again. */
export function ReplayPanel({ replay, peaks, lines }: Props) {
  const { timeline, playback, toggle, seek } = replay;
  const playing = usePlayback(playback, (now) => now.playing);
  const audible = usePlayback(playback, (now) => now.audible);
  const said = usePlayback(playback, ({ position }) => lineAt(timeline, position));
  const sayingAt = (at: number) => told(lines, lineAt(timeline, at));
  const position = () => playback.state.position;
  return (
    <section className={styles.panel} aria-label={REPLAY.title} data-testid="replay">
      <audio data-testid="history-audio" preload="metadata" {...replay.sound} />
      <Waveform replay={replay} peaks={peaks} sayingAt={sayingAt} />
      <div className={styles.controls}>
        <button
          type="button"
          className={styles.play}
          data-testid="replay-toggle"
          aria-label={playing ? REPLAY.pause : REPLAY.play}
          onClick={toggle}
        >
          {playing ? <PauseIcon /> : <PlayIcon />}
        </button>
        <button
          type="button"
          className={styles.skip}
          data-testid="replay-previous"
          aria-label={REPLAY.previous}
          onClick={() => seek(previousLine(timeline, position()))}
        >
          <PreviousIcon />
        </button>
        <button
          type="button"
          className={styles.skip}
          data-testid="replay-next"
          aria-label={REPLAY.next}
          onClick={() => seek(nextLine(timeline, position()))}
        >
          <NextIcon />
        </button>
        <Times replay={replay} audible={audible} />
        <Speed replay={replay} />
      </div>
      {/* Who hears the conversation need not hear it read aloud as well. */}
      <p
        className={styles.caption}
        aria-live={audible ? "off" : "polite"}
        data-testid="replay-line"
      >
        {told(lines, said)}
      </p>
    </section>
  );
}

/** Who says what in a line; nothing before the first. */
function told(lines: readonly Line[], id: number): string {
  const line = lines.find((each) => each.id === id);
  return line ? `${nameOf(line)}: ${line.text}` : "";
}

interface TimesProps {
  replay: Replay;
  audible: boolean;
}

function Times({ replay: { timeline, playback }, audible }: TimesProps) {
  const secs = usePlayback(playback, ({ position }) => Math.floor(position));
  return (
    <span className={styles.times} data-testid="replay-times">
      {clock(secs * 1000)} / {clock(timeline.secs * 1000)}
      {!audible && <small className={styles.hint}>{REPLAY.silent}</small>}
    </span>
  );
}
