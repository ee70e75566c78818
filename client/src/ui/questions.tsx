import type { Question } from "../questions/questions";
import { Answers } from "./answers";
import styles from "./questions.module.css";

interface Props {
  questions: readonly Question[];
  onAnswer: (id: string, yes: boolean) => void;
}

/** What the agent asks before it does something; saying yes or no aloud does as well. */
export function Questions({ questions, onAnswer }: Props) {
  return questions.map(({ id, question }) => (
    // The agent says it aloud, so it is no alert.
    <section key={id} className={styles.question} data-testid="question" aria-label={question}>
      <p>{question}</p>
      <Answers onAnswer={(yes) => onAnswer(id, yes)} />
    </section>
  ));
}
