import { type FormEvent, useState } from "react";
import type { Fact } from "../../privacy/fact";
import { PRIVACY } from "../../strings";
import { CloseIcon, PencilIcon } from "../icons";
import styles from "./fact-row.module.css";

/** The server remembers no longer ones. */
const LONGEST = 200;

interface Props {
  fact: Fact;
  onChange: (fact: Fact) => void;
  onRemove: () => void;
}

/** One fact, to be read, changed or removed. */
export function FactRow({ fact, onChange, onRemove }: Props) {
  const [editing, setEditing] = useState(false);
  const { subject, value, noticed } = fact;
  if (editing) {
    const save = (changed: Fact) => {
      setEditing(false);
      onChange(changed);
    };
    return <Editor fact={fact} onSave={save} />;
  }
  return (
    <li className={styles.row} data-testid="fact">
      <span className={styles.subject}>{subject}</span>
      <span className={styles.value}>
        {value}
        {noticed && <small className={styles.noticed}>{PRIVACY.noticed}</small>}
      </span>
      <button
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

function Editor({ fact, onSave }: { fact: Fact; onSave: (fact: Fact) => void }) {
  const [subject, setSubject] = useState(fact.subject);
  const [value, setValue] = useState(fact.value);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (subject.trim() && value.trim()) {
      onSave({ ...fact, subject: subject.trim(), value: value.trim() });
    }
  };
  return (
    <li>
      <form className={styles.editor} onSubmit={save}>
        <input
          data-testid="fact-subject"
          aria-label={PRIVACY.about}
          maxLength={LONGEST}
          required
          value={subject}
          onChange={(event) => setSubject(event.target.value)}
        />
        <input
          data-testid="fact-value"
          aria-label={PRIVACY.what}
          maxLength={LONGEST}
          required
          // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
          autoFocus
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="submit" data-testid="fact-save">
          {PRIVACY.save}
        </button>
      </form>
    </li>
  );
}
