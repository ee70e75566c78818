import type { Caption } from "../captions/captions";
import type { Line } from "./story";

/** So many lines are shown of what was said before. */
const MOST = 60;

/**
 * What was said in a conversation, as the beginning of the transcript of the call that takes it up.
 *
 * @param lines All of them.
 * @returns The last ones, numbered from 1.
 */
export function asCaptions(lines: readonly Line[]): Caption[] {
  const told = lines.filter(({ who, text }) => who !== "sitting" && text);
  return told.slice(-MOST).map(({ who, by, text, whole, cut }, place) => ({
    id: place + 1,
    who: who === "sitting" ? "note" : who,
    by,
    text,
    about: "",
    whole,
    final: true,
    cut,
    typed: false,
    aside: false,
    earlier: true,
    now: "",
    rest: "",
  }));
}
