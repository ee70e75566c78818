import { useState } from "react";
import { explainFailure } from "../../history/explain";
import type { HistoryApi } from "../../history/history-api";
import type { Summary } from "../../history/summary";
import { HISTORY } from "../../strings";
import styles from "./actions.module.css";
import { Confirmation } from "./confirmation";
import { Failure } from "./failure";
import { Rename } from "./rename";

interface Props {
  api: HistoryApi;
  conversation: Summary;
  onRenamed: (title: string) => void;
  onForgotten: () => void;
  onContinue?: (() => void) | undefined;
}

type Doing = "nothing" | "renaming" | "forgetting";

/** What can be done with a kept conversation. */
export function Actions({ api, conversation, onRenamed, onForgotten, onContinue }: Props) {
  const [doing, setDoing] = useState<Doing>("nothing");
  const [why, setWhy] = useState("");
  const { id, title, open, hasAudio } = conversation;
  const attempt = async (act: () => Promise<void>, done: () => void) => {
    setWhy("");
    try {
      await act();
      setDoing("nothing");
      done();
    } catch (error) {
      setWhy(explainFailure(error));
    }
  };
  if (doing === "renaming") {
    return (
      <>
        <Rename
          title={title}
          onSave={(name) =>
            void attempt(
              () => api.rename(id, name),
              () => onRenamed(name),
            )
          }
          onCancel={() => setDoing("nothing")}
        />
        {why && <Failure why={why} />}
      </>
    );
  }
  return (
    <section className={styles.actions} aria-label={HISTORY.actions}>
      {onContinue && !open && (
        <button
          type="button"
          className={styles.continue}
          data-testid="history-continue"
          onClick={onContinue}
        >
          {HISTORY.continue}
        </button>
      )}
      <button type="button" data-testid="history-rename" onClick={() => setDoing("renaming")}>
        {HISTORY.rename}
      </button>
      <Exports api={api} id={id} hasAudio={hasAudio} />
      <button type="button" data-testid="history-forget" onClick={() => setDoing("forgetting")}>
        {HISTORY.forget}
      </button>
      {doing === "forgetting" && (
        <Confirmation
          question={HISTORY.forgetThis}
          yes={HISTORY.forgetNow}
          onYes={() => void attempt(() => api.forget(id), onForgotten)}
          onNo={() => setDoing("nothing")}
        />
      )}
      {why && <Failure why={why} />}
    </section>
  );
}

function Exports({ api, id, hasAudio }: { api: HistoryApi; id: string; hasAudio: boolean }) {
  return (
    <details className={styles.exports}>
      <summary data-testid="history-export">{HISTORY.export}</summary>
      <ul>
        {HISTORY.formats.map(([format, label]) => (
          <li key={format}>
            <a href={api.exportUrl(id, format)} download data-testid={`export-${format}`}>
              {format === "zip" && !hasAudio ? HISTORY.zip : label}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
