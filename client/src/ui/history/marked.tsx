import type { Piece } from "../../history/summary";

/** A text in which is marked what was looked for. */
export function Marked({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ text, isMatch }, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: they never change their order
    isMatch ? <mark key={place}>{text}</mark> : text,
  );
}
