import type { Listing } from "../../history/listing";
import type { Summary } from "../../history/summary";
import { HISTORY } from "../../strings";
import { dayAndTime } from "../dates";
import { clock } from "../duration";
import styles from "./entries.module.css";
import { Failure } from "./failure";
import { Snippet } from "./snippet";

interface Props {
  listing: Listing;
  /** Whether only some were asked for. */
  sought: boolean;
  chosen: string;
  onChoose: (id: string) => void;
  onMore: () => void;
}

/** Conversations in short, the newest first. */
export function Entries({ listing, sought, chosen, onChoose, onMore }: Props) {
  const { state, items, cursor, why } = listing;
  const empty = state === "ready" && items.length === 0;
  return (
    <>
      {empty && (
        <p className={styles.empty} data-testid="history-empty">
          {sought ? HISTORY.noneFound : HISTORY.none}
        </p>
      )}
      <ul className={styles.entries} data-testid="history-list" aria-busy={state === "loading"}>
        {items.map((each) => (
          <li key={each.id}>
            <Entry conversation={each} chosen={each.id === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {state === "loading" && <p className={styles.empty}>{HISTORY.loading}</p>}
      {state === "failed" && <Failure why={why} onRetry={onMore} />}
      {state === "ready" && cursor && (
        <button type="button" className={styles.more} data-testid="history-more" onClick={onMore}>
          {HISTORY.more}
        </button>
      )}
    </>
  );
}

interface EntryProps {
  conversation: Summary;
  chosen: boolean;
  onChoose: (id: string) => void;
}

function Entry({ conversation, chosen, onChoose }: EntryProps) {
  const { id, title, preview, snippet } = conversation;
  return (
    <button
      type="button"
      className={styles.entry}
      data-testid="history-entry"
      aria-current={chosen}
      onClick={() => onChoose(id)}
    >
      <span className={styles.title}>{title || preview || HISTORY.untitled}</span>
      {snippet.length > 0 && <Snippet pieces={snippet} />}
      <small className={styles.figures}>{figuresOf(conversation).join(" · ")}</small>
    </button>
  );
}

function figuresOf({ lastAt, open, turns, secs, errors, hasAudio }: Summary): string[] {
  return [
    dayAndTime(lastAt),
    open ? HISTORY.goesOn : secs > 0 ? clock(secs * 1000) : "",
    turns > 0 ? HISTORY.turns(turns) : HISTORY.silent,
    errors > 0 ? HISTORY.errors(errors) : "",
    hasAudio ? HISTORY.hasAudio : "",
  ].filter(Boolean);
}
