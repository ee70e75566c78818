import { type FormEvent, type KeyboardEvent, useState } from "react";
import type { Told } from "../../privacy/fact";
import { PRIVACY } from "../../strings";
import styles from "./fact-editor.module.css";

/** The server remembers no longer ones. */
const LONGEST = 200;

interface Props {
  /** What is known by now; left out for something new. */
  told?: Told;
  onSave: (told: Told) => void;
  onCancel: () => void;
}

/** Writes down what a fact is about, and what is true of it. Esc leaves it as it was. */
export function FactEditor({ told, onSave, onCancel }: Props) {
  const [subject, setSubject] = useState(told?.subject ?? "");
  const [value, setValue] = useState(told?.value ?? "");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (subject.trim() && value.trim()) onSave({ subject: subject.trim(), value: value.trim() });
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // Or else the whole sheet closes.
    event.preventDefault();
    event.stopPropagation();
    onCancel();
  };
  return (
    <form className={styles.editor} onSubmit={save} onKeyDown={leave}>
      <input
        data-testid="fact-subject"
        aria-label={PRIVACY.about}
        placeholder={PRIVACY.about}
        maxLength={LONGEST}
        required
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus={!told}
        value={subject}
        onChange={(event) => setSubject(event.target.value)}
      />
      <input
        data-testid="fact-value"
        aria-label={PRIVACY.what}
        placeholder={PRIVACY.what}
        maxLength={LONGEST}
        required
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus={told !== undefined}
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <button type="submit" data-testid="fact-save">
        {PRIVACY.save}
      </button>
    </form>
  );
}
