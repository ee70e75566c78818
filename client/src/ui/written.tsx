import { lazy, Suspense, useState } from "react";
import { STRINGS } from "../strings";
import styles from "./written.module.css";

// Without the network, it is read as it was written.
const Markdown = lazy(() => import("./markdown").catch(() => ({ default: Plain })));

const LONG_CHARACTERS = 700;
const LONG_LINES = 14;

/** What somebody wrote at length: its beginning, and all of it at the press of a button. */
export function Written({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > LONG_CHARACTERS || text.split("\n").length > LONG_LINES;
  return (
    <>
      <div className={styles.text} data-cut={long && !whole} data-testid="written">
        <Suspense fallback={<Plain text={text} />}>
          <Markdown text={text} />
        </Suspense>
      </div>
      {long && (
        <button
          type="button"
          className={styles.more}
          data-testid="show-all"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {whole ? STRINGS.showLess : STRINGS.showAll}
        </button>
      )}
    </>
  );
}

function Plain({ text }: { text: string }) {
  return <p className={styles.plain}>{text}</p>;
}
