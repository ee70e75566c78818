import type { CallState } from "../call/state";

/** How long a sound travels from one end of the line to the other, in seconds. */
const TRAVEL_SECS = 0.45;
const WAVES = 5;
const BEATS_PER_SEC = 2.6;

/** The last levels of a voice, newest first. */
export class Echo {
  readonly #levels: { level: number; at: number }[] = [];
  #smooth = 0;

  /** @param at Seconds of any steady clock. */
  push(level: number, at: number): void {
    // Fast up, slow down: speech that flickers frame by frame reads as noise.
    this.#smooth += (level - this.#smooth) * (level > this.#smooth ? 0.25 : 0.1);
    this.#levels.unshift({ level: this.#smooth, at });
    while ((this.#levels.at(-1)?.at ?? at) < at - 2 * TRAVEL_SECS) this.#levels.pop();
  }

  /** The level that was heard some seconds ago. */
  ago(at: number, secs: number): number {
    const then = at - secs;
    const index = this.#levels.findIndex((each) => each.at <= then);
    const older = this.#levels[index];
    if (!older) return 0;
    const newer = this.#levels[index - 1] ?? older;
    const share = newer.at > older.at ? (then - older.at) / (newer.at - older.at) : 0;
    return older.level + share * (newer.level - older.level);
  }
}

/**
 * How far the line is from rest: the person's voice runs along it from the left, the agent's from
 * the right, each fading on its way.
 *
 * @param place From 0, the person, to 1, the agent.
 * @param at Seconds.
 * @returns From -1 to 1.
 */
export function displacement(place: number, at: number, mine: Echo, theirs: Echo): number {
  const held = Math.sin(Math.PI * place) ** 0.6;
  const right = mine.ago(at, place * TRAVEL_SECS) * (1 - 0.7 * place);
  const left = theirs.ago(at, (1 - place) * TRAVEL_SECS) * (0.3 + 0.7 * place);
  const phase = (way: number) => Math.sin(2 * Math.PI * (way * WAVES - at * BEATS_PER_SEC));
  return held * (right * phase(place) + left * phase(1 - place));
}

/** Whether the line is whole; a call that is over or lost has it parted. */
export function isWhole(state: CallState): boolean {
  return state !== "ended" && state !== "lost";
}
