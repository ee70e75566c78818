import { type KeyboardEvent, type PointerEvent, useId, useMemo } from "react";
import type { Peaks } from "../../replay/peaks";
import { nextLine, previousLine } from "../../replay/timeline";
import { HEIGHT, seamsOf, ticksOf, WIDTH, waveOf } from "../../replay/wave";
import { REPLAY } from "../../strings";
import { clock } from "../duration";
import { type Replay, usePlayback } from "./use-replay";
import styles from "./waveform.module.css";

/** How far the arrow keys go, in seconds. */
const STEP_SECS = 5;

interface Props {
  replay: Replay;
  peaks: ReadonlyMap<number, Peaks>;
  /** What is said at a time, for those who do not see it. */
  sayingAt: (position: number) => string;
}

/** Finer than a screen can show. */
const STEPS = 2000;

/** The caller above and the agent below, from beginning to end; a slider for mouse and keys. */
export function Waveform({ replay, peaks, sayingAt }: Props) {
  const { timeline, playback } = replay;
  const step = usePlayback(playback, (now) => Math.round((now.position / timeline.secs) * STEPS));
  const fraction = step / STEPS;
  // A value that changed every second would be read out over what is heard.
  const steeredTo = usePlayback(playback, (now) => now.steeredTo);
  const seekTo = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    replay.seek(((event.clientX - left) / width) * timeline.secs);
  };
  const times = REPLAY.at(clock(steeredTo * 1000), clock(timeline.secs * 1000));
  const saying = sayingAt(steeredTo);
  return (
    <div
      className={styles.waveform}
      data-testid="waveform"
      role="slider"
      tabIndex={0}
      aria-label={REPLAY.position}
      aria-valuemin={0}
      aria-valuemax={Math.round(timeline.secs)}
      aria-valuenow={Math.round(steeredTo)}
      aria-valuetext={saying ? `${times}. ${saying}` : times}
      onKeyDown={(event) => steer(event, replay)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => event.buttons > 0 && seekTo(event)}
    >
      <Wave replay={replay} peaks={peaks} fraction={fraction} />
      <span className={styles.head} style={{ insetInlineStart: `${fraction * 100}%` }} />
    </div>
  );
}

function steer(event: KeyboardEvent, { timeline, playback, seek, toggle }: Replay): void {
  const { position } = playback.state;
  const keys: Record<string, () => void> = {
    " ": toggle,
    Enter: toggle,
    ArrowRight: () => seek(position + STEP_SECS),
    ArrowLeft: () => seek(position - STEP_SECS),
    ArrowUp: () => seek(previousLine(timeline, position)),
    ArrowDown: () => seek(nextLine(timeline, position)),
    PageUp: () => seek(previousLine(timeline, position)),
    PageDown: () => seek(nextLine(timeline, position)),
    Home: () => seek(0),
    End: () => seek(timeline.secs),
  };
  const act = keys[event.key];
  if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  act();
}

interface WaveProps {
  replay: Replay;
  peaks: ReadonlyMap<number, Peaks>;
  /** How much of it was played, from 0 to 1. */
  fraction: number;
}

function Wave({ replay: { timeline }, peaks, fraction }: WaveProps) {
  const played = useId();
  const caller = useMemo(() => waveOf(timeline, peaks, "caller"), [timeline, peaks]);
  const agent = useMemo(() => waveOf(timeline, peaks, "agent"), [timeline, peaks]);
  const sides = (
    <>
      <path className={styles.caller} d={caller} />
      <path className={styles.agent} d={agent} />
    </>
  );
  return (
    <svg
      className={styles.wave}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <clipPath id={played}>
        <rect width={WIDTH * fraction} height={HEIGHT} />
      </clipPath>
      <g className={styles.ahead}>{sides}</g>
      <g clipPath={`url(#${played})`}>{sides}</g>
      <path className={styles.ticks} d={useMemo(() => ticksOf(timeline), [timeline])} />
      <path className={styles.seams} d={useMemo(() => seamsOf(timeline), [timeline])} />
    </svg>
  );
}
