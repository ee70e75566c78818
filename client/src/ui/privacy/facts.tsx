import { useState } from "react";
import { explainFailure } from "../../history/explain";
import { browserMemory } from "../../memory/browser-memory";
import type { Fact } from "../../privacy/fact";
import type { PrivacyApi } from "../../privacy/privacy-api";
import { PRIVACY } from "../../strings";
import { Confirmation } from "../history/confirmation";
import { Failure } from "../history/failure";
import { useAnswer } from "../use-answer";
import { FactRow } from "./fact-row";
import styles from "./facts.module.css";

/** What the agent remembers of the person at this browser, and whether it shall. */
export function Facts({ api }: { api: PrivacyApi }) {
  const [known, setKnown] = useState(!browserMemory.unknown.get());
  const person = browserMemory.person.get();
  const choose = (wanted: boolean) => {
    browserMemory.unknown.set(wanted ? null : true);
    setKnown(wanted);
  };
  return (
    <>
      <label className={styles.remember}>
        <input
          type="checkbox"
          data-testid="remember-me"
          checked={known}
          onChange={(event) => choose(event.target.checked)}
        />
        <span>
          {PRIVACY.remember}
          <small>{PRIVACY.rememberHint}</small>
        </span>
      </label>
      {person ? (
        <Remembered api={api} person={person} />
      ) : (
        <p className={styles.hint} data-testid="facts-hint">
          {PRIVACY.noFacts}
        </p>
      )}
    </>
  );
}

function Remembered({ api, person }: { api: PrivacyApi; person: string }) {
  const { answer: facts, why, again } = useAnswer(() => api.facts(person), [api, person]);
  const [refusal, setRefusal] = useState("");
  const attempt = async (act: Promise<void>) => {
    setRefusal("");
    try {
      await act;
    } catch (error) {
      setRefusal(explainFailure(error));
    }
    again();
  };
  if (why) return <Failure why={why} onRetry={again} />;
  if (!facts) return null;
  return (
    <>
      <p className={styles.hint} data-testid="facts-hint">
        {facts.length ? PRIVACY.factsHint : PRIVACY.noFacts}
      </p>
      <FactList
        facts={facts}
        onChange={(fact) => void attempt(api.changeFact(person, fact))}
        onRemove={(id) => void attempt(api.forgetFact(person, id))}
        onRemoveAll={() => void attempt(api.forgetAllFacts(person))}
      />
      {refusal && <Failure why={refusal} />}
    </>
  );
}

interface ListProps {
  facts: readonly Fact[];
  onChange: (fact: Fact) => void;
  onRemove: (id: string) => void;
  onRemoveAll: () => void;
}

function FactList({ facts, onChange, onRemove, onRemoveAll }: ListProps) {
  const [asking, setAsking] = useState(false);
  if (facts.length === 0) return null;
  const removeAll = () => {
    setAsking(false);
    onRemoveAll();
  };
  return (
    <>
      <ul className={styles.facts} data-testid="facts">
        {facts.map((each) => (
          <FactRow
            key={each.id}
            fact={each}
            onChange={onChange}
            onRemove={() => onRemove(each.id)}
          />
        ))}
      </ul>
      {asking ? (
        <Confirmation
          question={PRIVACY.removeAllAsk}
          yes={PRIVACY.removeAll}
          onYes={removeAll}
          onNo={() => setAsking(false)}
        />
      ) : (
        <button
          type="button"
          className={styles.all}
          data-testid="facts-remove-all"
          onClick={() => setAsking(true)}
        >
          {PRIVACY.removeAll}
        </button>
      )}
    </>
  );
}
