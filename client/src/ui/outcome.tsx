import { useState } from "react";
import type { Caption } from "../captions/captions";
import { STRINGS } from "../strings";
import styles from "./outcome.module.css";
import { Written } from "./written";

const LONG_CHARACTERS = 700;
const LONG_LINES = 14;

/** What came of a task; the agent tells only its beginning. */
export function Outcome({ caption: { about, text } }: { caption: Caption }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > LONG_CHARACTERS || text.split("\n").length > LONG_LINES;
  const cut = long && !whole;
  return (
    <div>
      <p className={styles.about}>{about}</p>
      <div className={cut ? styles.beginning : undefined} data-testid="written" data-cut={cut}>
        <Written text={text} />
      </div>
      {long && <More shown={whole} onToggle={() => setWhole(!whole)} />}
    </div>
  );
}

/** What a line in the transcript shortens. */
export function Whole({ text }: { text: string }) {
  const [shown, setShown] = useState(false);
  return (
    <div className={styles.whole}>
      <More shown={shown} onToggle={() => setShown(!shown)} />
      {shown && <Written text={text} />}
    </div>
  );
}

function More({ shown, onToggle }: { shown: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      className={styles.more}
      data-testid="show-all"
      aria-expanded={shown}
      onClick={onToggle}
    >
      {shown ? STRINGS.showLess : STRINGS.showAll}
    </button>
  );
}
