import { type Download, figures } from "../models/downloads";
import { STRINGS } from "../strings";
import styles from "./getting-ready.module.css";
import { ProgressBar } from "./progress-bar";

interface Props {
  downloads: readonly Download[];
  onStop: (name: string) => void;
  onRetry: (name: string) => void;
}

/** Models on their way to the server: how far, how fast, how long still. */
export function GettingReady({ downloads, onStop, onRetry }: Props) {
  if (downloads.length === 0) return null;
  return (
    <section className={styles.strip} aria-label={STRINGS.gettingReady} data-testid="getting-ready">
      <h2 className={styles.title}>{STRINGS.gettingReady}</h2>
      <ul>
        {downloads.map((download) => (
          <li key={download.name} className={styles.download} data-phase={download.phase}>
            <span className={styles.name}>{download.name}</span>
            <span className={styles.figures} data-testid="figures">
              {progressText(download)}
            </span>
            {download.phase === "failed" ? (
              <button
                type="button"
                className={styles.act}
                data-testid="download-retry"
                aria-label={`${STRINGS.retryDownload}: ${download.name}`}
                onClick={() => onRetry(download.name)}
              >
                {STRINGS.retryDownload}
              </button>
            ) : (
              <Going download={download} onStop={onStop} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Going({ download, onStop }: { download: Download; onStop: Props["onStop"] }) {
  if (download.phase === "done") return null;
  return (
    <>
      <button
        type="button"
        className={styles.act}
        data-testid="download-stop"
        aria-label={`${STRINGS.stopDownload}: ${download.name}`}
        onClick={() => onStop(download.name)}
      >
        {STRINGS.stopDownload}
      </button>
      <div className={styles.bar}>
        <ProgressBar label={download.name} fraction={download.fraction} />
      </div>
    </>
  );
}

/** How far a download is, in words. */
export function progressText(download: Download): string {
  if (download.phase === "failed") return download.detail || STRINGS.downloadPhases.failed;
  if (download.phase !== "running") return STRINGS.downloadPhases[download.phase];
  const { rate, left } = figures(download);
  const percent = download.fraction === null ? "" : `${Math.floor(download.fraction * 100)} %`;
  return [percent, rate, left && STRINGS.left(left)].filter(Boolean).join(" · ");
}
