import { type FormEvent, useState } from "react";
import type { CallState } from "../call/state";
import { STRINGS } from "../strings";
import styles from "./composer.module.css";
import { SendIcon } from "./icons";

/** The server takes no longer texts. */
const LONGEST = 1000;

interface Props {
  callState: CallState;
  onSay: (text: string) => void;
}

/** Typing, beside speaking or instead of it. */
export function Composer({ callState, onSay }: Props) {
  const [text, setText] = useState("");
  const waiting = callState === "connecting" || callState === "lost";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (waiting || !text.trim()) return;
    onSay(text);
    setText("");
  };
  return (
    <form className={styles.composer} onSubmit={submit}>
      <input
        className={styles.input}
        data-testid="text-input"
        name="text"
        autoComplete="off"
        enterKeyHint="send"
        maxLength={LONGEST}
        aria-label={STRINGS.typeHere}
        placeholder={STRINGS.typeHere}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button
        type="submit"
        className={styles.send}
        data-testid="send"
        aria-label={STRINGS.send}
        title={STRINGS.send}
        disabled={waiting || !text.trim()}
      >
        <SendIcon />
      </button>
    </form>
  );
}
