import { useEffect, useState } from "react";
import { explainFailure } from "../../history/explain";
import { isUnderWay, type Model } from "../../models/catalogue";
import type { Download } from "../../models/downloads";
import type { OperateApi } from "../../operate/operate-api";
import { sizeText } from "../../privacy/size";
import { OPERATE, STRINGS } from "../../strings";
import { progressText } from "../getting-ready";
import { Failure } from "../history/failure";
import { ProgressBar } from "../progress-bar";
import { useAnswer } from "../use-answer";
import styles from "./model-shelf.module.css";
import rows from "./operate.module.css";

/** How often it is asked how far downloads are. */
const LOOK_MS = 1000;

/** Models that the server has or can fetch: what is on its way is followed, and can be stopped. */
export function ModelShelf({ api }: { api: OperateApi }) {
  const { answer, why, again } = useAnswer(() => api.models(), [api]);
  const [failure, setFailure] = useState("");
  const [open, setOpen] = useState(false);
  const underWay = answer?.downloads.some(isUnderWay) ?? false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another look follows each answer
  useEffect(() => {
    if (!underWay) return;
    // It stays open when the download is over, as whoever looks on wants to see how it ended.
    setOpen(true);
    const timer = setTimeout(again, LOOK_MS);
    return () => clearTimeout(timer);
  }, [answer, underWay]);
  const have = (wish: Promise<void>) => {
    setFailure("");
    wish.then(again, (error: unknown) => setFailure(explainFailure(error)));
  };
  if (!answer) return why ? <Failure why={why} onRetry={again} /> : null;
  const here = answer.models.filter(({ installed }) => installed).length;
  return (
    <section>
      <h3 className={rows.title}>{OPERATE.models}</h3>
      {failure && <Failure why={failure} onRetry={again} />}
      <details
        className={styles.shelf}
        open={open}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary data-testid="models-here">
          {OPERATE.modelsHere(here, answer.models.length)}
        </summary>
        <ul>
          {answer.models.map((model) => (
            <Row
              key={model.name}
              model={model}
              download={answer.downloads.find(({ name }) => name === model.name)}
              onFetch={() => have(api.fetchModel(model.name))}
              onStop={() => have(api.stopFetching(model.name))}
            />
          ))}
        </ul>
      </details>
    </section>
  );
}

interface RowProps {
  model: Model;
  /** Undefined while nobody asked for it. */
  download: Download | undefined;
  onFetch: () => void;
  onStop: () => void;
}

function Row({ model, download, onFetch, onStop }: RowProps) {
  const underWay = download !== undefined && isUnderWay(download);
  const [act, done] = underWay
    ? [STRINGS.stopDownload, onStop]
    : [download?.phase === "failed" ? STRINGS.retryDownload : OPERATE.fetch, onFetch];
  const told = download && download.phase !== "done" ? progressText(download) : model.goodFor;
  return (
    <li className={styles.model} data-testid="model">
      <span className={styles.name}>{model.name}</span>
      <span className={`${rows.hint} ${styles.hint}`}>
        {[sizeText(model.bytes), told].filter(Boolean).join(" · ")}
      </span>
      {model.installed && !underWay ? (
        <span className={styles.act}>{OPERATE.modelHere}</span>
      ) : (
        <button
          type="button"
          className={styles.act}
          data-testid="model-act"
          aria-label={`${act}: ${model.name}`}
          onClick={done}
        >
          {act}
        </button>
      )}
      {underWay && (
        <div className={styles.bar}>
          <ProgressBar label={model.name} fraction={download.fraction} />
        </div>
      )}
    </li>
  );
}
