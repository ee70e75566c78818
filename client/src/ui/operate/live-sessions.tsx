import { useState } from "react";
import { explainFailure } from "../../history/explain";
import type { OperateApi } from "../../operate/operate-api";
import type { LiveSession } from "../../operate/operations";
import { OPERATE } from "../../strings";
import { usdText } from "../amounts";
import { dayAndTime } from "../dates";
import { Failure } from "../history/failure";
import { useAnswer } from "../use-answer";
import styles from "./operate.module.css";

/** Conversations that go on, each of which can be ended. */
export function LiveSessions({ api }: { api: OperateApi }) {
  const { answer: sessions, why, again } = useAnswer(() => api.sessions(), [api]);
  const [failure, setFailure] = useState("");
  const end = (id: string) => {
    setFailure("");
    api.end(id).then(again, (error: unknown) => setFailure(explainFailure(error)));
  };
  return (
    <section>
      <h3 className={styles.title}>{OPERATE.live}</h3>
      {(failure || why) && <Failure why={failure || why} onRetry={again} />}
      {sessions?.length === 0 && <p className={styles.hint}>{OPERATE.nobody}</p>}
      <ul className={styles.sessions}>
        {sessions?.map((session) => (
          <Live key={session.id} session={session} onEnd={() => end(session.id)} />
        ))}
      </ul>
    </section>
  );
}

function Live({ session, onEnd }: { session: LiveSession; onEnd: () => void }) {
  const who = session.people.join(", ") || OPERATE.away;
  return (
    <li>
      <span>{who}</span>
      <span className={styles.hint}>
        {dayAndTime(session.beganAt)} · {OPERATE.turns(session.turns)} · {usdText(session.spentUsd)}
      </span>
      <button
        type="button"
        data-testid="end-session"
        aria-label={OPERATE.endCallOf(who)}
        onClick={onEnd}
      >
        {OPERATE.endCall}
      </button>
    </li>
  );
}
