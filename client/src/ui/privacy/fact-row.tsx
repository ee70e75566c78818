import { useState } from "react";
import type { Fact, Told } from "../../privacy/fact";
import { PRIVACY } from "../../strings";
import { useReturnedFocus } from "../hooks";
import { CloseIcon, PencilIcon } from "../icons";
import { FactEditor } from "./fact-editor";
import styles from "./fact-row.module.css";

interface Props {
  fact: Fact;
  onChange: (fact: Fact) => void;
  onRemove: () => void;
}

/** One fact, to be read, changed or removed. */
export function FactRow({ fact, onChange, onRemove }: Props) {
  const [editing, setEditing] = useState(false);
  const pencil = useReturnedFocus(editing);
  const { subject, value, noticed } = fact;
  if (editing) {
    const save = (changed: Told) => {
      setEditing(false);
      onChange({ ...fact, ...changed });
    };
    return (
      <li>
        <FactEditor told={fact} onSave={save} onCancel={() => setEditing(false)} />
      </li>
    );
  }
  return (
    <li className={styles.row} data-testid="fact">
      <span className={styles.subject}>{subject}</span>
      <span className={styles.value}>
        {value}
        {noticed && <small className={styles.noticed}>{PRIVACY.noticed}</small>}
      </span>
      <button
        ref={pencil}
        type="button"
        data-testid="fact-edit"
        aria-label={PRIVACY.editFact(subject)}
        title={PRIVACY.edit}
        onClick={() => setEditing(true)}
      >
        <PencilIcon />
      </button>
      <button
        type="button"
        data-testid="fact-remove"
        aria-label={PRIVACY.removeFact(subject)}
        title={PRIVACY.remove}
        onClick={onRemove}
      >
        <CloseIcon />
      </button>
    </li>
  );
}
