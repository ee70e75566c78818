import type { SoundChoices } from "../../media/sound-choices";
import { TALKING } from "../../strings";
import { SettingsIcon, SpeakerIcon, SpeakerOffIcon } from "../icons";
import styles from "./loudness.module.css";
import { VolumeSlider } from "./volume-slider";

interface Props {
  choices: SoundChoices;
  onChoose: (change: Partial<SoundChoices>) => void;
  onSettings: () => void;
}

/** How loud the agent is, and the way to everything else about sound. */
export function Loudness({ choices, onChoose, onSettings }: Props) {
  const { quiet } = choices;
  const label = quiet ? TALKING.unsilence : TALKING.silence;
  return (
    <section className={styles.loudness} aria-label={TALKING.speaker}>
      <button
        type="button"
        className={styles.button}
        data-testid="silence"
        data-quiet={quiet}
        aria-pressed={quiet}
        aria-label={TALKING.silence}
        title={label}
        onClick={() => onChoose({ quiet: !quiet })}
      >
        {quiet ? <SpeakerOffIcon /> : <SpeakerIcon />}
      </button>
      <span className={styles.slider}>
        <VolumeSlider testId="volume" choices={choices} onChoose={onChoose} />
      </span>
      <button
        type="button"
        className={styles.button}
        data-testid="sound-settings"
        aria-label={TALKING.settings}
        title={TALKING.settings}
        onClick={onSettings}
      >
        <SettingsIcon />
      </button>
    </section>
  );
}
