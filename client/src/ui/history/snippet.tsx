import type { Piece } from "../../history/summary";
import styles from "./snippet.module.css";

/** Where something was found, with what was looked for marked. */
export function Snippet({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <span className={styles.snippet} data-testid="history-snippet">
      {pieces.map(({ text, isMatch }, place) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change their order
        isMatch ? <mark key={place}>{text}</mark> : text,
      )}
    </span>
  );
}
