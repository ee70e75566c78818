import { type FormEvent, useState } from "react";
import type { Query } from "../../history/query";
import { HISTORY } from "../../strings";
import { SearchIcon } from "../icons";
import styles from "./finder.module.css";

const LONGEST = 200;

interface Props {
  query: Query;
  onFind: (query: Query) => void;
}

/** What to look for. */
export function Finder({ query, onFind }: Props) {
  const [text, setText] = useState(query.text);
  const find = (event: FormEvent) => {
    event.preventDefault();
    onFind({ ...query, text: text.trim() });
  };
  const clearing = (value: string) => {
    setText(value);
    // Whoever empties the field wants the whole list back.
    if (!value && query.text) onFind({ ...query, text: "" });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers of before 2024 know no <search>
    <form role="search" className={styles.finder} onSubmit={find}>
      <input
        type="search"
        className={styles.words}
        data-testid="history-search"
        enterKeyHint="search"
        maxLength={LONGEST}
        aria-label={HISTORY.search}
        placeholder={HISTORY.search}
        value={text}
        onChange={(event) => clearing(event.target.value)}
      />
      <button
        type="submit"
        className={styles.go}
        data-testid="history-find"
        aria-label={HISTORY.search}
        title={HISTORY.search}
      >
        <SearchIcon />
      </button>
      <select
        className={styles.period}
        data-testid="history-since"
        aria-label={HISTORY.since}
        value={query.days}
        onChange={(event) => onFind({ ...query, days: Number(event.target.value) })}
      >
        {HISTORY.periods.map(([days, label]) => (
          <option key={days} value={days}>
            {label}
          </option>
        ))}
      </select>
      <label className={styles.errors}>
        <input
          type="checkbox"
          data-testid="history-errors"
          checked={query.errors}
          onChange={(event) => onFind({ ...query, errors: event.target.checked })}
        />
        {HISTORY.onlyErrors}
      </label>
    </form>
  );
}
