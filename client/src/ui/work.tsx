import { type Assignment, answerTo, type Wish } from "../assignments/assignment";
import { type DeskWork, desksOf } from "../assignments/work";
import { STRINGS } from "../strings";
import { Answers } from "./answers";
import { ProgressBar } from "./progress-bar";
import styles from "./work.module.css";

interface Props {
  work: readonly Assignment[];
  /** Whether there is a connection by which a button does something. */
  connected: boolean;
  onWish: (wish: Wish) => void;
}

/** What is being done beside the talk: how far it is, what is asked, and buttons to stop it. */
export function Work({ work, connected, onWish }: Props) {
  const desks = desksOf(work);
  if (desks.length === 0) return null;
  return (
    <section className={styles.work} aria-label={STRINGS.work}>
      {desks.map((each) => (
        <OnDesk key={each.desk} {...each} connected={connected} onWish={onWish} />
      ))}
    </section>
  );
}

type OnDeskProps = DeskWork & Omit<Props, "work">;

function OnDesk({ desk, current, waiting, connected, onWish }: OnDeskProps) {
  return (
    <article
      className={styles.desk}
      data-testid="work"
      data-desk={desk}
      data-state={current.state}
      aria-label={STRINGS.desks[desk]}
    >
      <header className={styles.head}>
        <h2 className={styles.name}>{STRINGS.desks[desk]}</h2>
        <p className={styles.state}>{STRINGS.workStates[current.state]}</p>
      </header>
      <p className={styles.task}>{current.text}</p>
      {current.state === "asking" ? (
        <Asked assignment={current} connected={connected} onWish={onWish} />
      ) : (
        <Progress assignment={current} />
      )}
      {waiting.length > 0 && <Waiting waiting={waiting} />}
      <Buttons
        current={current}
        several={waiting.length > 0}
        connected={connected}
        onWish={onWish}
      />
    </article>
  );
}

type AskedProps = { assignment: Assignment } & Omit<Props, "work">;

function Asked({ assignment, connected, onWish }: AskedProps) {
  const { note, detail } = assignment;
  return (
    // The agent says it aloud, so it is no alert.
    <div className={styles.question} data-testid="work-question">
      <p>{note}</p>
      {detail && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
        <pre className={styles.detail} tabIndex={0}>
          {detail}
        </pre>
      )}
      <Answers disabled={!connected} onAnswer={(yes) => onWish(answerTo(assignment, yes))} />
    </div>
  );
}

function Progress({ assignment: { note, done, steps, state } }: { assignment: Assignment }) {
  const behind = steps > 0 ? STRINGS.stepsBehind(done, steps) : "";
  const doing = [note, behind].filter(Boolean).join(" · ");
  return (
    <>
      {doing && (
        <p className={styles.doing} data-testid="work-progress">
          {doing}
        </p>
      )}
      {state === "working" && (
        <ProgressBar label={STRINGS.progress} fraction={steps > 0 ? done / steps : null} />
      )}
    </>
  );
}

function Waiting({ waiting }: { waiting: readonly Assignment[] }) {
  return (
    <div className={styles.waiting}>
      <h3>{STRINGS.waitingTasks}</h3>
      <ol data-testid="work-waiting">
        {waiting.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ol>
    </div>
  );
}

interface ButtonsProps extends Omit<Props, "work"> {
  current: Assignment;
  several: boolean;
}

function Buttons({ current: { desk, state }, several, connected, onWish }: ButtonsProps) {
  const halt = state === "paused" ? "resume" : "pause";
  const words = state === "paused" ? STRINGS.resumeWork : STRINGS.pauseWork;
  const drop = several ? STRINGS.resetAllWork : STRINGS.resetWork;
  const name = STRINGS.desks[desk];
  return (
    <div className={styles.buttons}>
      <button
        type="button"
        data-testid={`work-${halt}`}
        disabled={!connected}
        aria-label={`${words}: ${name}`}
        onClick={() => onWish({ desk, wish: halt })}
      >
        {words}
      </button>
      <button
        type="button"
        data-testid="work-reset"
        disabled={!connected}
        aria-label={`${drop}: ${name}`}
        onClick={() => onWish({ desk, wish: "reset" })}
      >
        {drop}
      </button>
    </div>
  );
}
