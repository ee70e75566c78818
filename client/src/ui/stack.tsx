import type { Choice, ServerInfo } from "../api/types";
import { type CallState, isOpen } from "../call/state";
import { STRINGS } from "../strings";
import { useMedia } from "./hooks";
import { ChevronIcon } from "./icons";
import styles from "./stack.module.css";

interface Props {
  info: ServerInfo | null;
  callState: CallState;
  voice: string;
  onVoice: (id: string) => void;
  brain: string;
  onBrain: (id: string) => void;
}

/** Which ears, brain and voice are in use, and what can be chosen. Folded away on a phone. */
export function Stack({ info, callState, voice, onVoice, brain, onBrain }: Props) {
  const wide = useMedia("(min-width: 60rem)");
  if (!info) return <aside className={styles.stack} />;
  const { ears, brain: mind, voice: mouth } = info.stack;
  const locked = isOpen(callState);
  return (
    <aside className={styles.stack} data-testid="stack">
      <details className={styles.details} open={wide}>
        <summary className={styles.summary}>
          {STRINGS.stack} <ChevronIcon />
        </summary>
        <dl className={styles.parts}>
          <div title={ears.why}>
            <dt>{STRINGS.ears}</dt>
            <dd>{ears.label}</dd>
          </div>
          <div title={mind.why}>
            <dt>{STRINGS.brain}</dt>
            <dd>
              {(info.brains?.length ?? 0) > 1 ? (
                <Picker
                  id="brain-picker"
                  label={STRINGS.brainPicker}
                  choices={info.brains ?? []}
                  value={brain}
                  locked={locked}
                  onChoose={onBrain}
                />
              ) : (
                mind.label
              )}
            </dd>
          </div>
          <div title={mouth.why}>
            <dt>{STRINGS.voice}</dt>
            <dd>
              {info.voices.length > 1 ? (
                <Picker
                  id="voice-picker"
                  label={STRINGS.voicePicker}
                  choices={info.voices}
                  value={voice}
                  locked={locked}
                  onChoose={onVoice}
                />
              ) : (
                mouth.label
              )}
            </dd>
          </div>
        </dl>
      </details>
    </aside>
  );
}

interface PickerProps {
  id: string;
  label: string;
  choices: readonly Choice[];
  value: string;
  locked: boolean;
  onChoose: (id: string) => void;
}

function Picker({ id, label, choices, value, locked, onChoose }: PickerProps) {
  return (
    <select
      className={styles.picker}
      data-testid={id}
      aria-label={label}
      title={locked ? STRINGS.choiceInCall : undefined}
      value={value || choices[0]?.id}
      onChange={(event) => onChoose(event.target.value)}
    >
      {choices.map((choice) => (
        <option key={choice.id} value={choice.id}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
