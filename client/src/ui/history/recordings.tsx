import { HISTORY } from "../../strings";
import styles from "./recordings.module.css";
import type { Players } from "./use-players";

interface Props {
  sittings: readonly number[];
  players: Players;
  urlOf: (sitting: number) => string;
}

/** What was recorded: the person on the left, the agent on the right. */
export function Recordings({ sittings, players, urlOf }: Props) {
  const label = (sitting: number) =>
    sittings.length > 1 ? HISTORY.recordingOf(sitting) : HISTORY.recording;
  return sittings.map((sitting) => (
    // biome-ignore lint/a11y/useMediaCaption: the lines below it are its captions
    <audio
      key={sitting}
      ref={(element) => {
        if (element) players.set(sitting, element);
        else players.delete(sitting);
      }}
      className={styles.player}
      data-testid="history-audio"
      controls
      preload="metadata"
      aria-label={label(sitting)}
      src={urlOf(sitting)}
    />
  ));
}
