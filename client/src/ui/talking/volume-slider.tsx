import type { SoundChoices } from "../../media/sound-choices";
import { TALKING } from "../../strings";
import { percent } from "../percent";
import styles from "./volume-slider.module.css";

const STEPS = 20;

interface Props {
  testId: string;
  choices: SoundChoices;
  onChoose: (change: Partial<SoundChoices>) => void;
}

/** The agent's loudness; to move it is to want to hear something. */
export function VolumeSlider({ testId, choices, onChoose }: Props) {
  return (
    <input
      type="range"
      className={styles.slider}
      data-testid={testId}
      min={0}
      max={STEPS}
      aria-label={TALKING.volume}
      aria-valuetext={percent(choices.volume)}
      value={Math.round((choices.quiet ? 0 : choices.volume) * STEPS)}
      onChange={({ target }) => onChoose({ volume: Number(target.value) / STEPS, quiet: false })}
    />
  );
}
