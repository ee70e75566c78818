import type { Device, Devices } from "../../media/devices";
import { Loudspeaker } from "../../media/loudspeaker";
import type { SoundChoices } from "../../media/sound-choices";
import { TALKING } from "../../strings";
import { Sheet } from "../sheet";
import styles from "./sound-sheet.module.css";
import { VolumeSlider } from "./volume-slider";

interface Props {
  open: boolean;
  choices: SoundChoices;
  devices: Devices;
  onChoose: (change: Partial<SoundChoices>) => void;
  onClose: () => void;
}

/** Everything about sound; each choice counts at once, in a call as well. */
export function SoundSheet({ open, choices, devices, onChoose, onClose }: Props) {
  return (
    <Sheet open={open} title={TALKING.settings} testId="sound-sheet" onClose={onClose}>
      <div className={styles.fields}>
        <DevicePicker
          testId="microphone-picker"
          label={TALKING.microphone}
          devices={devices.microphones}
          chosen={choices.microphone}
          onChoose={(microphone) => onChoose({ microphone })}
        />
        {Loudspeaker.canChoose && (
          <DevicePicker
            testId="speaker-picker"
            label={TALKING.speaker}
            devices={devices.speakers}
            chosen={choices.speaker}
            onChoose={(speaker) => onChoose({ speaker })}
          />
        )}
        {devices.microphones.length === 0 && (
          <p className={styles.hint}>{TALKING.devicesUnknown}</p>
        )}
        <div className={styles.field}>
          {TALKING.volume}
          <VolumeSlider testId="volume-setting" choices={choices} onChoose={onChoose} />
        </div>
        <Switch
          testId="echo-cancellation"
          label={TALKING.echoCancellation}
          hint={TALKING.echoHint}
          on={choices.echoCancellation}
          onSwitch={(echoCancellation) => onChoose({ echoCancellation })}
        />
        <Switch
          testId="noise-suppression"
          label={TALKING.noiseSuppression}
          hint={TALKING.noiseHint}
          on={choices.noiseSuppression}
          onSwitch={(noiseSuppression) => onChoose({ noiseSuppression })}
        />
        <Switch
          testId="hold-to-talk"
          label={TALKING.holdSwitch}
          hint={TALKING.holdSwitchHint}
          on={choices.holdToTalk}
          onSwitch={(holdToTalk) => onChoose({ holdToTalk })}
        />
      </div>
    </Sheet>
  );
}

interface DevicePickerProps {
  testId: string;
  label: string;
  devices: readonly Device[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** One that was chosen and is gone is shown as what stands in for it. */
function DevicePicker({ testId, label, devices, chosen, onChoose }: DevicePickerProps) {
  return (
    <label className={styles.field}>
      {label}
      <select
        className={styles.picker}
        data-testid={testId}
        value={devices.some(({ id }) => id === chosen) ? chosen : ""}
        onChange={({ target }) => onChoose(target.value)}
      >
        <option value="">{TALKING.usualDevice}</option>
        {devices.map(({ id, label: name }, place) => (
          <option key={id} value={id}>
            {name || TALKING.unnamedDevice(place + 1)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SwitchProps {
  testId: string;
  label: string;
  hint: string;
  on: boolean;
  onSwitch: (on: boolean) => void;
}

function Switch({ testId, label, hint, on, onSwitch }: SwitchProps) {
  const hintId = `${testId}-hint`;
  return (
    <div className={styles.switch}>
      <label>
        <input
          type="checkbox"
          data-testid={testId}
          aria-describedby={hintId}
          checked={on}
          onChange={({ target }) => onSwitch(target.checked)}
        />
        {label}
      </label>
      <p id={hintId} className={styles.hint}>
        {hint}
      </p>
    </div>
  );
}
