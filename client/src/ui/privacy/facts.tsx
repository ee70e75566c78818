import { useState } from "react";
import { browserMemory } from "../../memory/browser-memory";
import type { Told } from "../../privacy/fact";
import { knownPerson } from "../../privacy/known-person";
import type { PrivacyApi } from "../../privacy/privacy-api";
import { PRIVACY } from "../../strings";
import { Failure } from "../history/failure";
import { useReturnedFocus } from "../hooks";
import { FactEditor } from "./fact-editor";
import { FactList } from "./fact-list";
import styles from "./facts.module.css";
import { type Known, useFacts } from "./use-facts";

/** What the agent remembers of the person at this browser, and whether it shall. */
export function Facts({ api }: { api: PrivacyApi }) {
  const [wanted, setWanted] = useState(!browserMemory.unknown.get());
  const [person, setPerson] = useState(browserMemory.person.get());
  const facts = useFacts(api, person);
  const choose = (known: boolean) => {
    browserMemory.unknown.set(known ? null : true);
    setWanted(known);
  };
  const begin = () => {
    const key = knownPerson();
    setPerson(key);
    return key !== null;
  };
  return (
    <>
      <label className={styles.remember}>
        <input
          type="checkbox"
          data-testid="remember-me"
          checked={wanted}
          onChange={(event) => choose(event.target.checked)}
        />
        <span>
          {PRIVACY.remember}
          <small>{PRIVACY.rememberHint}</small>
        </span>
      </label>
      <Remembered facts={facts} />
      {wanted && <AddFact facts={facts} onBegin={begin} />}
    </>
  );
}

function Remembered({ facts: { facts, why, refusal, again, act } }: { facts: Known }) {
  if (why) return <Failure why={why} onRetry={again} />;
  if (!facts) return null;
  return (
    <>
      <p className={styles.hint} data-testid="facts-hint">
        {facts.length ? PRIVACY.factsHint : PRIVACY.noFacts}
      </p>
      <FactList
        facts={facts}
        onChange={act.change}
        onRemove={act.remove}
        onRemoveAll={act.removeAll}
      />
      {refusal && <Failure why={refusal} />}
    </>
  );
}

interface AddProps {
  facts: Known;
  /** Makes the person known from then on, if they are not yet; false where that cannot be. */
  onBegin: () => boolean;
}

function AddFact({ facts: { act }, onBegin }: AddProps) {
  const [adding, setAdding] = useState(false);
  const [unknowable, setUnknowable] = useState(false);
  const button = useReturnedFocus(adding);
  if (adding) {
    const add = (told: Told) => {
      setAdding(false);
      act.add(told);
    };
    return <FactEditor onSave={add} onCancel={() => setAdding(false)} />;
  }
  const begin = () => {
    const known = onBegin();
    setUnknowable(!known);
    setAdding(known);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.add}
        data-testid="fact-add"
        onClick={begin}
      >
        {PRIVACY.addFact}
      </button>
      {unknowable && <Failure why={PRIVACY.unknowable} />}
    </>
  );
}
