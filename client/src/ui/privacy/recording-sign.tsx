import { PRIVACY } from "../../strings";
import styles from "./recording-sign.module.css";

/** That the sound is being kept, for as long as it is, and the way to end that. */
export function RecordingSign({ onStop }: { onStop: () => void }) {
  return (
    <div className={styles.sign} role="status" data-testid="recording">
      <span className={styles.light} aria-hidden="true" />
      <span className={styles.words} title={PRIVACY.recordingHint}>
        {PRIVACY.recording}
      </span>
      <button type="button" className={styles.stop} data-testid="stop-recording" onClick={onStop}>
        {PRIVACY.stopRecording}
      </button>
    </div>
  );
}
