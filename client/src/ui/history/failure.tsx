import { HISTORY } from "../../strings";
import styles from "./failure.module.css";

interface Props {
  why: string;
  onRetry?: () => void;
}

/** Something that was asked of the server did not work. */
export function Failure({ why, onRetry }: Props) {
  return (
    <div className={styles.failure} role="alert" data-testid="history-failure">
      <p>{why}</p>
      {onRetry && (
        <button
          type="button"
          className={styles.retry}
          data-testid="history-retry"
          onClick={onRetry}
        >
          {HISTORY.tryAgain}
        </button>
      )}
    </div>
  );
}
