import type { Line } from "./story";
import type { Piece } from "./summary";

/**
 * The lines in which something is said.
 *
 * @param sought What is looked for, in any case; empty finds nothing.
 * @returns Their ids, in order.
 */
export function linesWith(lines: readonly Line[], sought: string): readonly number[] {
  const wanted = plain(sought);
  if (!wanted) return [];
  return lines
    .filter(({ text, unsaid, whole }) =>
      [text, unsaid, whole].some((each) => plain(each).includes(wanted)),
    )
    .map(({ id }) => id);
}

/** A text in pieces, of which some are what is looked for. */
export function piecesOf(text: string, sought: string): Piece[] {
  const wanted = sought.trim();
  if (!wanted) return [{ text, isMatch: false }];
  // A letter may be longer in another case: only what stays in place can be marked.
  const lower = text.toLowerCase();
  const place = lower.length === text.length ? lower.indexOf(wanted.toLowerCase()) : -1;
  if (place < 0) return [{ text, isMatch: false }];
  const end = place + wanted.length;
  const rest = end < text.length ? piecesOf(text.slice(end), sought) : [];
  const before = place > 0 ? [{ text: text.slice(0, place), isMatch: false }] : [];
  return [...before, { text: text.slice(place, end), isMatch: true }, ...rest];
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}
