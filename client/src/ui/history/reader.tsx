import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { linesWith } from "../../history/finding";
import type { HistoryApi } from "../../history/history-api";
import type { Line } from "../../history/story";
import type { Summary } from "../../history/summary";
import { lineAt, timelineOf } from "../../replay/timeline";
import { HISTORY } from "../../strings";
import { dayAndTime } from "../dates";
import { BackIcon } from "../icons";
import { ReplayPanel } from "../replay/replay-panel";
import { useFollowing } from "../replay/use-following";
import { usePeaks } from "../replay/use-peaks";
import { useReadOn } from "../replay/use-read-on";
import { usePlayback, useReplay } from "../replay/use-replay";
import { Actions } from "./actions";
import { Failure } from "./failure";
import { FindLine } from "./find-line";
import { Lines } from "./lines";
import styles from "./reader.module.css";
import { useStory } from "./use-story";

interface Props {
  api: HistoryApi;
  conversation: Summary;
  onBack: () => void;
  onRenamed: (title: string) => void;
  onForgotten: () => void;
  /** @param lines What was said in it so far. */
  onContinue?: ((lines: readonly Line[]) => void) | undefined;
}

/** One conversation, to be read, and heard and watched from any place on. */
export function Reader({ api, conversation, onBack, onContinue, ...changes }: Props) {
  const { reading, readOn } = useStory(api, conversation);
  const { story, state } = reading;
  const heading = useFocus();
  const [wanted, setWanted] = useState(soughtIn(conversation));
  const [shown, setShown] = useState(0);
  const { id, hasAudio } = conversation;
  const timeline = useMemo(() => timelineOf(story, hasAudio), [story, hasAudio]);
  const urlOf = useCallback((sitting: number) => api.audioUrl(id, sitting), [api, id]);
  const replay = useReplay(timeline, urlOf);
  const peaks = usePeaks(api, id, timeline);
  const said = usePlayback(replay.playback, ({ position }) => lineAt(timeline, position));
  const { follows, leave, resume } = useFollowing(replay);
  const more = state === "ready" && reading.more;
  useReadOn(replay, wanted, more, readOn);
  const found = useMemo(() => linesWith(story.lines, wanted), [story, wanted]);
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
      <Actions
        api={api}
        conversation={conversation}
        onContinue={onContinue && (() => onContinue(story.lines))}
        {...changes}
      />
      {timeline.secs > 0 && <ReplayPanel replay={replay} peaks={peaks} lines={story.lines} />}
      <FindLine sought={wanted} found={found} onSeek={setWanted} onShow={setShown} />
      <Lines
        lines={story.lines}
        timeline={timeline}
        current={said}
        follows={follows}
        onLeave={leave}
        sought={wanted}
        shown={shown}
        onPlay={(position) => {
          resume();
          replay.playFrom(position);
        }}
      />
      {state === "loading" && <p className={styles.when}>{HISTORY.loading}</p>}
      {state === "failed" && <Failure why={reading.why} onRetry={readOn} />}
      {more && (
        <button type="button" className={styles.more} data-testid="lines-more" onClick={readOn}>
          {HISTORY.more}
        </button>
      )}
    </article>
  );
}

/** The first words by which the list's search found it. */
function soughtIn({ snippet }: Summary): string {
  return snippet.find(({ isMatch }) => isMatch)?.text ?? "";
}

/** Where a keyboard and a screen reader go on when a conversation was chosen. */
function useFocus() {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}
