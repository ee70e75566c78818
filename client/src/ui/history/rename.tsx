import { type FormEvent, useState } from "react";
import { HISTORY } from "../../strings";
import styles from "./rename.module.css";

/** The server takes no longer ones. */
const LONGEST = 200;

interface Props {
  title: string;
  onSave: (title: string) => void;
  onCancel: () => void;
}

/** Give a conversation a name, or take it away. */
export function Rename({ title, onSave, onCancel }: Props) {
  const [text, setText] = useState(title);
  const save = (event: FormEvent) => {
    event.preventDefault();
    onSave(text.trim());
  };
  return (
    <form className={styles.rename} onSubmit={save}>
      <input
        className={styles.name}
        data-testid="rename-name"
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
        autoFocus
        maxLength={LONGEST}
        aria-label={HISTORY.name}
        placeholder={HISTORY.name}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" data-testid="rename-save">
        {HISTORY.save}
      </button>
      <button type="button" data-testid="rename-cancel" onClick={onCancel}>
        {HISTORY.cancel}
      </button>
    </form>
  );
}
