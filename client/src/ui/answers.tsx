import { STRINGS } from "../strings";
import styles from "./answers.module.css";

interface Props {
  onAnswer: (yes: boolean) => void;
  /** Whether an answer would reach nobody. */
  disabled?: boolean;
}

/** The buttons under a question. */
export function Answers({ onAnswer, disabled = false }: Props) {
  return (
    <div className={styles.answers}>
      <button
        type="button"
        data-testid="answer-yes"
        disabled={disabled}
        onClick={() => onAnswer(true)}
      >
        {STRINGS.yes}
      </button>
      <button
        type="button"
        data-testid="answer-no"
        disabled={disabled}
        onClick={() => onAnswer(false)}
      >
        {STRINGS.no}
      </button>
    </div>
  );
}
