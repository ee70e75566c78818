import { useEffect, useRef } from "react";
import type { HistoryApi } from "../../history/history-api";
import type { Summary } from "../../history/summary";
import { HISTORY } from "../../strings";
import { dayAndTime } from "../dates";
import { BackIcon } from "../icons";
import { Actions } from "./actions";
import { Failure } from "./failure";
import { Lines } from "./lines";
import styles from "./reader.module.css";
import { Recordings } from "./recordings";
import { usePlayers } from "./use-players";
import { useStory } from "./use-story";

interface Props {
  api: HistoryApi;
  conversation: Summary;
  onBack: () => void;
  onRenamed: (title: string) => void;
  onForgotten: () => void;
  onContinue?: (() => void) | undefined;
}

/** One conversation, from its beginning on. */
export function Reader({ api, conversation, onBack, onContinue, ...changes }: Props) {
  const { reading, readOn } = useStory(api, conversation.id);
  const { players, play } = usePlayers();
  const heading = useFocus();
  const { story, state } = reading;
  const recorded = conversation.hasAudio ? story.recorded : [];
  return (
    <article className={styles.reader} data-testid="history-reader">
      <button type="button" className={styles.back} data-testid="history-back" onClick={onBack}>
        <BackIcon />
        {HISTORY.back}
      </button>
      <h3 ref={heading} tabIndex={-1} className={styles.title} data-testid="history-title">
        {conversation.title || conversation.preview || HISTORY.untitled}
      </h3>
      <p className={styles.when}>{dayAndTime(conversation.beganAt)}</p>
      <Actions api={api} conversation={conversation} onContinue={onContinue} {...changes} />
      <Recordings
        sittings={recorded}
        players={players}
        urlOf={(sitting) => api.audioUrl(conversation.id, sitting)}
      />
      <Lines lines={story.lines} recorded={recorded} onPlay={play} />
      {state === "loading" && <p className={styles.when}>{HISTORY.loading}</p>}
      {state === "failed" && <Failure why={reading.why} onRetry={readOn} />}
      {state === "ready" && reading.more && (
        <button type="button" className={styles.more} data-testid="lines-more" onClick={readOn}>
          {HISTORY.more}
        </button>
      )}
    </article>
  );
}

/** Where a keyboard and a screen reader go on when a conversation was chosen. */
function useFocus() {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}
