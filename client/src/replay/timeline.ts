import { type Sitting, SOME_SOUND } from "../history/sittings";
import type { Line, Story } from "../history/story";

/** A sitting's place on the timeline. All times are in seconds. */
export interface Stretch {
  sitting: number;
  begin: number;
  secs: number;
  /** For how long there is sound, from its beginning on; infinite where nobody knows. */
  soundSecs: number;
}

/** When a line was said. */
export interface Cue {
  /** The line's. */
  id: number;
  who: Line["who"];
  begin: number;
  end: number;
}

/** A conversation as one length of time: its sittings without what lies between them. */
export interface Timeline {
  secs: number;
  stretches: readonly Stretch[];
  /** In the order in which they begin. */
  cues: readonly Cue[];
}

/** A place in a sitting. */
export interface Place {
  stretch: Stretch;
  /** Seconds since the sitting began. */
  offset: number;
}

/** How long a line is shown whose end is not known. */
const SHORT_SECS = 2;

/**
 * Lay out a conversation.
 *
 * @param hasSound Whether its recordings are still kept.
 */
export function timelineOf({ sittings, lines }: Story, hasSound: boolean): Timeline {
  const stretches = laidOut(sittings, hasSound);
  const cues = lines.map((line) => cueOf(line, sittings, stretches)).filter((cue) => cue !== null);
  const last = stretches.at(-1);
  return {
    secs: last ? last.begin + last.secs : 0,
    stretches,
    cues: cues.sort((one, other) => one.begin - other.begin || one.id - other.id),
  };
}

function laidOut(sittings: readonly Sitting[], hasSound: boolean): Stretch[] {
  let begin = 0;
  return sittings.map(({ number, secs, soundSecs }) => {
    const sound = hasSound && soundSecs !== null ? soundSecs : 0;
    const length = Math.max(secs, sound === SOME_SOUND ? 0 : sound);
    const stretch = { sitting: number, begin, secs: length, soundSecs: sound };
    begin += length;
    return stretch;
  });
}

function cueOf(
  { id, who, sitting, from, to, at }: Line,
  sittings: readonly Sitting[],
  stretches: readonly Stretch[],
): Cue | null {
  const place = stretches.findLastIndex((each) => each.sitting === sitting);
  const [stretch, began] = [stretches[place], sittings[place]?.beganAt];
  if (!stretch || began === undefined) return null;
  const within = (secs: number) => stretch.begin + Math.min(Math.max(0, secs), stretch.secs);
  const begin = from ?? (at - began) / 1000;
  return { id, who, begin: within(begin), end: within(to ?? begin + SHORT_SECS) };
}

/** Where a time is; null on an empty timeline. */
export function placeAt({ stretches }: Timeline, position: number): Place | null {
  const stretch = stretches.findLast(({ begin }) => begin <= position) ?? stretches[0];
  if (!stretch) return null;
  return { stretch, offset: Math.min(Math.max(0, position - stretch.begin), stretch.secs) };
}

/** Where a line was said; null where nobody knows. */
export function timeOf({ cues }: Timeline, id: number): number | null {
  return cues.find((cue) => cue.id === id)?.begin ?? null;
}

/** The line that is being said, or was said last; 0 before the first. */
export function lineAt({ cues }: Timeline, position: number): number {
  const said = cues.filter(({ who, begin }) => begin <= position && isSaid(who));
  // Whoever goes on talking over somebody else's word is still heard after it.
  const going = said.filter(({ end }) => position < end);
  return (going.at(-1) ?? said.at(-1))?.id ?? 0;
}

/** Where the line after a time begins, or where the timeline ends. */
export function nextLine({ cues, secs }: Timeline, position: number): number {
  const next = cues.find(({ who, begin }) => isSaid(who) && begin > position + AT_ONCE_SECS);
  return next?.begin ?? secs;
}

/** Where the line before a time begins; of one that has been going on, its own beginning. */
export function previousLine({ cues }: Timeline, position: number): number {
  const before = position - BACK_SECS;
  return cues.findLast(({ who, begin }) => isSaid(who) && begin < before)?.begin ?? 0;
}

/** Sound is not played to the millisecond. */
const AT_ONCE_SECS = 0.05;
/** Whoever goes back shortly after a line began wants the one before. */
const BACK_SECS = 1;

/** Notes and tools happen beside what is said. */
export function isSaid(who: Line["who"]): boolean {
  return who === "user" || who === "agent";
}
