import { HISTORY, STRINGS } from "../strings";
import styles from "./header.module.css";
import { HistoryIcon } from "./icons";
import { Preferences } from "./preferences/preferences";

interface Props {
  limited: boolean;
  phrases: boolean;
  inCall: boolean;
  onPhrases: () => void;
  onHistory: () => void;
}

/** The name, what was said before, and what the agent can be asked where that is limited. */
export function Header({ limited, phrases, inCall, onPhrases, onHistory }: Props) {
  return (
    <header className={styles.header}>
      <h1 className={styles.name}>
        <svg className={styles.mark} aria-hidden="true" viewBox="0 0 36 16">
          <path d="M4 8c4.7-9 9.3-9 14 0s9.3 9 14 0" />
          <circle cx="4" cy="8" r="3" />
          <circle cx="32" cy="8" r="3" />
        </svg>
        {STRINGS.product}
      </h1>
      <div className={styles.buttons}>
        {(limited || phrases) && (
          <button type="button" className={styles.badge} data-testid="badge" onClick={onPhrases}>
            {limited && <span className={styles.limited}>{STRINGS.limited}</span>}
            <span className={styles.hint}>{STRINGS.limitedHint}</span>
          </button>
        )}
        <button
          type="button"
          className={styles.history}
          data-testid="open-history"
          aria-label={HISTORY.open}
          title={HISTORY.open}
          onClick={onHistory}
        >
          <HistoryIcon />
        </button>
        <Preferences inCall={inCall} />
      </div>
    </header>
  );
}
