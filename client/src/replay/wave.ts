import type { Peaks } from "./peaks";
import { isSaid, type Stretch, type Timeline } from "./timeline";

/** What is drawn, in units of its own: the caller above the middle, the agent below. */
export const WIDTH = 1000;
export const HEIGHT = 100;
const MIDDLE = HEIGHT / 2;
const LOUDEST = 255;
/** Whoever has only lines is drawn as high as quiet speech is. */
const FLAT = 0.4;
/** How far the mark of a line's beginning reaches in. */
const TICK = 8;
/** Silence is a line, too. */
const THIN = 0.015;

/** One side of a conversation. */
export type Side = "caller" | "agent";

/** A shape as SVG's `d`, of all sittings: what was recorded by its sound, the rest by its lines. */
export function waveOf(timeline: Timeline, peaks: ReadonlyMap<number, Peaks>, side: Side): string {
  if (timeline.secs <= 0) return "";
  return timeline.stretches
    .map((stretch) => {
      const measured = peaks.get(stretch.sitting);
      return measured && stretch.soundSecs > 0
        ? soundShape(timeline, stretch, measured, side)
        : lineShapes(timeline, stretch, side);
    })
    .join("");
}

/** Where lines begin, as ticks of SVG's `d`. */
export function ticksOf({ cues, secs }: Timeline): string {
  return cues
    .filter(({ who }) => isSaid(who))
    .map(({ begin, who }) => {
      const edge = who === "user" ? 0 : HEIGHT;
      return `M${x(begin, secs)} ${edge}V${who === "user" ? TICK : HEIGHT - TICK}`;
    })
    .join("");
}
/** Where one sitting ends and the next begins, as SVG's `d`. */
export function seamsOf({ stretches, secs }: Timeline): string {
  return stretches
    .slice(1)
    .map(({ begin }) => `M${x(begin, secs)} 0V${HEIGHT}`)
    .join("");
}

function soundShape(
  { secs }: Timeline,
  { begin, secs: most }: Stretch,
  peaks: Peaks,
  side: Side,
): string {
  const levels = peaks[side];
  const each = peaks.secs / Math.max(1, levels.length);
  const points = levels
    .map((level, place) => [begin + Math.min(place * each, most), level / LOUDEST] as const)
    // Ears hear how often loudness doubles, not how much it is.
    .map(([at, level]) => `L${x(at, secs)} ${y(Math.sqrt(level), side)}`);
  const end = begin + Math.min(peaks.secs, most);
  return `M${x(begin, secs)} ${MIDDLE}${points.join("")}L${x(end, secs)} ${MIDDLE}Z`;
}

function lineShapes({ cues, secs }: Timeline, stretch: Stretch, side: Side): string {
  const whose = side === "caller" ? "user" : "agent";
  const until = stretch.begin + stretch.secs;
  return cues
    .filter(({ who, begin }) => who === whose && begin >= stretch.begin && begin < until)
    .map(({ begin, end }) => {
      const height = y(FLAT, side);
      return `M${x(begin, secs)} ${MIDDLE}V${height}H${x(end, secs)}V${MIDDLE}Z`;
    })
    .join("");
}

function x(at: number, secs: number): number {
  return rounded((at / secs) * WIDTH);
}

function y(level: number, side: Side): number {
  const height = Math.max(level, THIN) * MIDDLE;
  return rounded(side === "caller" ? MIDDLE - height : MIDDLE + height);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
