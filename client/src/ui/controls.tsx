import type { Microphone } from "../app/state";
import { type Call, type CallState, inCall, isOpen } from "../call/state";
import type { Sound } from "../media/sound";
import { STRINGS } from "../strings";
import type { Hold } from "../talking/hold";
import styles from "./controls.module.css";
import { MicrophoneIcon, MicrophoneOffIcon, StopIcon } from "./icons";
import { MicrophoneMeter } from "./microphone-meter";
import { TalkButton } from "./talking/talk-button";

interface Props {
  call: Call;
  microphone: Microphone;
  sound: Sound;
  /** Where the person holds a key to talk: what the button does. */
  hold: Hold | null;
  /** Whether there is a conversation to go on with. */
  canGoOn: boolean;
  onStart: () => void;
  onGoOn: () => void;
  onStop: () => void;
  onMicrophone: () => void;
}

const LABELS: Record<Microphone, string> = {
  on: STRINGS.mute,
  muted: STRINGS.unmute,
  none: STRINGS.useMicrophone,
};

const STOPS: Partial<Record<CallState, string>> = {
  connecting: STRINGS.cancel,
  lost: STRINGS.stopTrying,
};

/** Start and stop in one place, and the microphone. */
export function Controls(props: Props) {
  const { call, microphone, sound, hold, canGoOn } = props;
  const talking = inCall(call.state);
  if (canGoOn && !isOpen(call.state)) {
    return <Choice onGoOn={props.onGoOn} onStart={props.onStart} />;
  }
  return (
    <section className={styles.controls} aria-label={STRINGS.controls}>
      {isOpen(call.state) ? (
        <button type="button" className={styles.stop} data-testid="stop" onClick={props.onStop}>
          <StopIcon />
          {STOPS[call.state] ?? STRINGS.stop}
        </button>
      ) : (
        <button type="button" className={styles.start} data-testid="start" onClick={props.onStart}>
          <MicrophoneIcon />
          {call.state === "ended" ? STRINGS.again : STRINGS.start}
        </button>
      )}
      {hold && talking && microphone !== "none" ? (
        <TalkButton hold={hold} microphone={microphone} sound={sound} />
      ) : (
        <MicrophonePill
          microphone={microphone}
          sound={sound}
          active={talking}
          onMicrophone={props.onMicrophone}
        />
      )}
    </section>
  );
}

interface PillProps extends Pick<Props, "microphone" | "sound" | "onMicrophone"> {
  active: boolean;
}

/** Mutes and unmutes, and shows how loud the microphone is. */
function MicrophonePill({ microphone, sound, active, onMicrophone }: PillProps) {
  return (
    <div className={styles.microphone} data-microphone={microphone} data-active={active}>
      <button
        type="button"
        className={styles.mute}
        data-testid="mute"
        data-microphone={microphone}
        disabled={!active}
        aria-pressed={microphone === "muted"}
        aria-label={LABELS[microphone]}
        title={LABELS[microphone]}
        onClick={onMicrophone}
      >
        {microphone === "on" ? <MicrophoneIcon /> : <MicrophoneOffIcon />}
      </button>
      <MicrophoneMeter sound={sound} active={active && microphone === "on"} />
    </div>
  );
}

/** Go on with what was begun, or begin anew. */
function Choice({ onGoOn, onStart }: Pick<Props, "onGoOn" | "onStart">) {
  return (
    <section className={styles.choice} aria-label={STRINGS.controls}>
      <button type="button" className={styles.start} data-testid="go-on" onClick={onGoOn}>
        <MicrophoneIcon />
        {STRINGS.goOn}
      </button>
      <button type="button" className={styles.anew} data-testid="start" onClick={onStart}>
        {STRINGS.startNew}
      </button>
    </section>
  );
}
