import { HISTORY } from "../../strings";
import styles from "./confirmation.module.css";

interface Props {
  question: string;
  yes: string;
  onYes: () => void;
  onNo: () => void;
}

/** Asks once more before something is gone for good. */
export function Confirmation({ question, yes, onYes, onNo }: Props) {
  return (
    <div className={styles.confirmation} role="alertdialog" aria-label={question}>
      <p>{question}</p>
      <button type="button" className={styles.yes} data-testid="confirm-yes" onClick={onYes}>
        {yes}
      </button>
      <button
        type="button"
        data-testid="confirm-no"
        // biome-ignore lint/a11y/noAutofocus: the way that loses nothing is the one at hand
        autoFocus
        onClick={onNo}
      >
        {HISTORY.keep}
      </button>
    </div>
  );
}
