import type { Piece } from "../../history/summary";
import { Marked } from "./marked";
import styles from "./snippet.module.css";

/** Where something was found, with what was looked for marked. */
export function Snippet({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <span className={styles.snippet} data-testid="history-snippet">
      <Marked pieces={pieces} />
    </span>
  );
}
