import type { Problem, Remedy } from "../problems/problem";
import { STRINGS } from "../strings";
import styles from "./problem-notice.module.css";

interface Props {
  problem: Problem | null;
  onSolve: (remedy: Remedy) => void;
}

/** What went wrong, what to do, and one button that does it. */
export function ProblemNotice({ problem, onSolve }: Props) {
  return (
    // Always there, so that screen readers notice when it fills.
    <div role="alert">
      {problem && (
        <div className={styles.notice} data-testid="error" data-error={problem.code}>
          <h2 className={styles.title}>{STRINGS.problems[problem.code].title}</h2>
          <p>{words(problem)}</p>
          <button
            type="button"
            className={styles.remedy}
            data-testid="remedy"
            onClick={() => onSolve(problem.remedy)}
          >
            {STRINGS.remedies[problem.remedy]}
          </button>
        </div>
      )}
    </div>
  );
}

/** The server's own sentence says when to try again, if anyone knows. */
function words({ code, detail, retryAfterSecs }: Problem): string {
  if (detail) return detail;
  const { text } = STRINGS.problems[code];
  return retryAfterSecs > 0 ? `${text} ${STRINGS.retryIn(retryAfterSecs)}` : text;
}
