import type { Microphone } from "../app/state";
import { type Call, inCall, isOpen } from "../call/state";
import type { Sound } from "../media/sound";
import { STRINGS } from "../strings";
import styles from "./controls.module.css";
import { MicrophoneIcon, MicrophoneOffIcon, StopIcon } from "./icons";
import { MicrophoneMeter } from "./microphone-meter";

interface Props {
  call: Call;
  microphone: Microphone;
  sound: Sound;
  onStart: () => void;
  onStop: () => void;
  onMicrophone: () => void;
}

const LABELS: Record<Microphone, string> = {
  on: STRINGS.mute,
  muted: STRINGS.unmute,
  none: STRINGS.useMicrophone,
};

/** Start and stop in one place, and the microphone. */
export function Controls(props: Props) {
  const { call, microphone, sound } = props;
  const talking = inCall(call.state);
  return (
    <section className={styles.controls} aria-label={STRINGS.controls}>
      {isOpen(call.state) ? (
        <button type="button" className={styles.stop} data-testid="stop" onClick={props.onStop}>
          <StopIcon />
          {call.state === "connecting" ? STRINGS.cancel : STRINGS.stop}
        </button>
      ) : (
        <button type="button" className={styles.start} data-testid="start" onClick={props.onStart}>
          <MicrophoneIcon />
          {call.state === "ended" ? STRINGS.again : STRINGS.start}
        </button>
      )}
      <div className={styles.microphone} data-microphone={microphone} data-active={talking}>
        <button
          type="button"
          className={styles.mute}
          data-testid="mute"
          data-microphone={microphone}
          disabled={!talking}
          aria-pressed={microphone === "muted"}
          aria-label={LABELS[microphone]}
          title={LABELS[microphone]}
          onClick={props.onMicrophone}
        >
          {microphone === "on" ? <MicrophoneIcon /> : <MicrophoneOffIcon />}
        </button>
        <MicrophoneMeter sound={sound} active={talking && microphone === "on"} />
      </div>
    </section>
  );
}
