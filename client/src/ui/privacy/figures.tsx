import type { Amounts, Privacy } from "../../privacy/privacy";
import { sizeText } from "../../privacy/size";
import { PRIVACY } from "../../strings";
import styles from "./figures.module.css";

/** How much is kept, and for how long. */
export function Figures({ privacy }: { privacy: Privacy }) {
  return (
    <dl className={styles.figures} data-testid="stored-figures">
      {rowsOf(privacy).map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type Row = [title: string, value: string];

function rowsOf(privacy: Privacy): Row[] {
  const { stored, recordingsMaxGb } = privacy;
  const rows = stored ? amounts(stored) : [];
  if (privacy.kept !== "nothing") rows.push([PRIVACY.keepDays, periodOf(privacy.keepDays)]);
  if (privacy.kept === "audio" || stored?.recordings) {
    rows.push([PRIVACY.recordingsKeepDays, periodOf(privacy.recordingsKeepDays)]);
    if (recordingsMaxGb) rows.push([PRIVACY.recordingsMost, PRIVACY.gigabytes(recordingsMaxGb)]);
  }
  const redacted = privacy.redacted.map((each) => PRIVACY.redactions[each] ?? each);
  if (redacted.length) rows.push([PRIVACY.redacted, redacted.join(", ")]);
  return rows;
}

function amounts({ conversations, bytes, recordings, recordingsBytes }: Amounts): Row[] {
  return [
    [PRIVACY.conversations, PRIVACY.size(conversations, sizeText(bytes))],
    [PRIVACY.recordings, PRIVACY.size(recordings, sizeText(recordingsBytes))],
  ];
}

function periodOf(days: number): string {
  return days > 0 ? PRIVACY.forDays(days) : PRIVACY.forEver;
}
