import { type DependencyList, useEffect, useState } from "react";
import { explainFailure } from "../history/explain";

/** What was asked of the server, as far as it has answered. */
export interface Answered<Answer> {
  /** Null until there is one. */
  answer: Answer | null;
  /** Why there is none; empty where nothing went wrong. */
  why: string;
  /** Ask once more; what is known is shown meanwhile. */
  again: () => void;
}

/**
 * Ask the server when something is first shown.
 *
 * @param ask Asks; may throw `ApiFailure`.
 * @param of What the question depends on.
 */
export function useAnswer<Answer>(
  ask: () => Promise<Answer>,
  of: DependencyList,
): Answered<Answer> {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [why, setWhy] = useState("");
  const [times, setTimes] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when `of` changes, or by `again`
  useEffect(() => {
    let wanted = true;
    ask().then(
      (given) => {
        if (!wanted) return;
        setAnswer(given);
        setWhy("");
      },
      (error: unknown) => wanted && setWhy(explainFailure(error)),
    );
    return () => {
      wanted = false;
    };
  }, [times, ...of]);
  return { answer, why, again: () => setTimes(times + 1) };
}
