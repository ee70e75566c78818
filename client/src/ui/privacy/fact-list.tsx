import { useState } from "react";
import type { Fact } from "../../privacy/fact";
import { PRIVACY } from "../../strings";
import { Confirmation } from "../history/confirmation";
import { FactRow } from "./fact-row";
import styles from "./facts.module.css";

interface Props {
  facts: readonly Fact[];
  onChange: (fact: Fact) => void;
  onRemove: (id: string) => void;
  onRemoveAll: () => void;
}

/** Facts to be changed and removed, one by one or all of them. */
export function FactList({ facts, onChange, onRemove, onRemoveAll }: Props) {
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
