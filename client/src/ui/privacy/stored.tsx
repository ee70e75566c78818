import { useState } from "react";
import { explainFailure } from "../../history/explain";
import type { HistoryApi } from "../../history/history-api";
import type { PrivacyApi } from "../../privacy/privacy-api";
import { HISTORY, PRIVACY } from "../../strings";
import { Confirmation } from "../history/confirmation";
import { Failure } from "../history/failure";
import { useAnswer } from "../use-answer";
import { Facts } from "./facts";
import { Figures } from "./figures";
import styles from "./stored.module.css";

interface Props {
  api: PrivacyApi;
  history: HistoryApi;
}

/** What is kept, for how long, what the agent remembers, and how all of it is got rid of. */
export function Stored({ api, history }: Props) {
  const { answer: privacy, why, again } = useAnswer(() => api.privacy(), [api]);
  if (why) return <Failure why={why} onRetry={again} />;
  if (!privacy) return <p className={styles.hint}>{HISTORY.loading}</p>;
  return (
    <div className={styles.stored} data-testid="stored">
      <section>
        <h3 className={styles.title}>{PRIVACY.stored}</h3>
        <p data-testid="stored-kept">{PRIVACY.kept[privacy.kept]}</p>
        <Figures privacy={privacy} />
        {privacy.stored && (
          <ForgetAll
            history={history}
            onForgotten={again}
            disabled={privacy.stored.conversations === 0}
          />
        )}
      </section>
      <section>
        <h3 className={styles.title}>{PRIVACY.facts}</h3>
        {privacy.memory ? <Facts api={api} /> : <p className={styles.hint}>{PRIVACY.noMemory}</p>}
      </section>
      <section>
        <h3 className={styles.title}>{PRIVACY.off}</h3>
        <p className={styles.hint}>{PRIVACY.offHere}</p>
        <p className={styles.hint}>{PRIVACY.offServer}</p>
      </section>
    </div>
  );
}

interface ForgetAllProps {
  history: HistoryApi;
  onForgotten: () => void;
  disabled: boolean;
}

function ForgetAll({ history, onForgotten, disabled }: ForgetAllProps) {
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState("");
  const forget = async () => {
    setAsking(false);
    try {
      await history.forgetAll();
      onForgotten();
    } catch (error) {
      setWhy(explainFailure(error));
    }
  };
  return (
    <>
      {asking ? (
        <Confirmation
          question={PRIVACY.forgetAllAsk}
          yes={PRIVACY.forgetAllNow}
          onYes={() => void forget()}
          onNo={() => setAsking(false)}
        />
      ) : (
        <button
          type="button"
          className={styles.forget}
          data-testid="forget-all"
          disabled={disabled}
          onClick={() => setAsking(true)}
        >
          {PRIVACY.forgetAll}
        </button>
      )}
      {why && <Failure why={why} />}
    </>
  );
}
