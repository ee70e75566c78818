import { useRef } from "react";
import { REPLAY } from "../../strings";
import { ProgressBar } from "../progress-bar";
import { Failure } from "./failure";
import styles from "./import-files.module.css";
import type { Import } from "./use-import";

/** What can be read, as the browser's file picker names it. */
const KINDS = ".json,.zip,application/json,application/zip";

/** Brings exported conversations back, from files. */
export function ImportFiles({ importing, take, takeTwice, stop }: Import) {
  const input = useRef<HTMLInputElement>(null);
  const [first] = importing.files;
  return (
    <div className={styles.import}>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={KINDS}
        data-testid="import-file"
        onChange={({ target }) => {
          take(target.files ?? []);
          // The same file may be chosen once more.
          target.value = "";
        }}
      />
      {first ? (
        <Sending name={first.name} fraction={importing.fraction} onStop={stop} />
      ) : (
        <button
          type="button"
          className={styles.action}
          data-testid="import"
          title={REPLAY.importHint}
          onClick={() => input.current?.click()}
        >
          {REPLAY.import}
        </button>
      )}
      {importing.why && <Failure why={importing.why} />}
      {importing.twice && (
        <button
          type="button"
          className={styles.action}
          data-testid="import-another"
          onClick={takeTwice}
        >
          {REPLAY.asAnother}
        </button>
      )}
    </div>
  );
}

interface SendingProps {
  name: string;
  fraction: number;
  onStop: () => void;
}

function Sending({ name, fraction, onStop }: SendingProps) {
  // The server checks everything before it keeps anything.
  const sent = fraction >= 1;
  const label = (sent ? REPLAY.checking : REPLAY.sending)(name);
  return (
    <div className={styles.sending} role="status" data-testid="import-progress">
      <span>{label}</span>
      <ProgressBar label={label} fraction={sent ? null : fraction} />
      <button type="button" className={styles.action} data-testid="import-stop" onClick={onStop}>
        {REPLAY.stop}
      </button>
    </div>
  );
}
