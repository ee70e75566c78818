import { type FormEvent, type KeyboardEvent, useEffect, useState } from "react";
import { REPLAY } from "../../strings";
import { NextIcon, PreviousIcon } from "../icons";
import styles from "./find-line.module.css";

const LONGEST = 200;

interface Props {
  /** What is looked for. */
  sought: string;
  /** The lines in which it is. */
  found: readonly number[];
  onSeek: (sought: string) => void;
  /** @param id Of the line that shall be seen. */
  onShow: (id: number) => void;
}

/** Looks for words in a conversation: Enter shows the next line, with Shift the one before. */
export function FindLine({ sought, found, onSeek, onShow }: Props) {
  const [shown, setShown] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words begin at the first line
  useEffect(() => setShown(0), [sought]);
  const go = (by: number) => {
    const next = shown === 0 && by < 0 ? found.length : shown + by;
    // Round and round.
    const place = ((next - 1 + found.length) % found.length) + 1;
    const id = found[place - 1];
    if (id === undefined) return;
    setShown(place);
    onShow(id);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go(1);
  };
  const back = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !event.shiftKey) return;
    event.preventDefault();
    go(-1);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers of before 2024 know no <search>
    <form role="search" className={styles.find} onSubmit={submit}>
      <input
        type="search"
        className={styles.words}
        data-testid="find-line"
        enterKeyHint="search"
        maxLength={LONGEST}
        aria-label={REPLAY.find}
        placeholder={REPLAY.find}
        value={sought}
        onChange={(event) => onSeek(event.target.value)}
        onKeyDown={back}
      />
      <output className={styles.count} data-testid="find-count">
        {sought.trim() && REPLAY.found(shown, found.length)}
      </output>
      <button
        type="button"
        className={styles.go}
        data-testid="find-previous"
        aria-label={REPLAY.findPrevious}
        disabled={found.length === 0}
        onClick={() => go(-1)}
      >
        <PreviousIcon />
      </button>
      <button
        type="submit"
        className={styles.go}
        data-testid="find-next"
        aria-label={REPLAY.findNext}
        disabled={found.length === 0}
      >
        <NextIcon />
      </button>
    </form>
  );
}
