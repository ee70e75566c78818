import { type FormEvent, useState } from "react";
import { browserMemory } from "../memory/browser-memory";
import { STRINGS } from "../strings";
import { MicrophoneIcon } from "./icons";
import styles from "./join.module.css";

/** The server takes no longer names. */
const LONGEST = 40;

interface Props {
  onJoin: (name: string) => void;
  onDecline: () => void;
}

/** For those who come by a link: who they are, and in. */
export function Join({ onJoin, onDecline }: Props) {
  const [name, setName] = useState(() => browserMemory.name.get() ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    browserMemory.name.set(name.trim());
    onJoin(name.trim());
  };
  return (
    <form className={styles.join} data-testid="join" onSubmit={submit}>
      <label className={styles.label}>
        {STRINGS.yourName}
        <input
          className={styles.name}
          data-testid="name"
          name="name"
          autoComplete="given-name"
          maxLength={LONGEST}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button type="submit" className={styles.go} data-testid="join-now">
        <MicrophoneIcon />
        {STRINGS.join}
      </button>
      <button
        type="button"
        className={styles.decline}
        data-testid="join-decline"
        onClick={onDecline}
      >
        {STRINGS.notNow}
      </button>
    </form>
  );
}
