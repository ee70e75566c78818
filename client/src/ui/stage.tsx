import type { Microphone } from "../app/state";
import { type Call, inCall } from "../call/state";
import type { Sound } from "../media/sound";
import { STRINGS } from "../strings";
import { clock } from "./duration";
import { useClock } from "./hooks";
import styles from "./stage.module.css";
import { VoiceLine } from "./voice-line";

interface Props {
  call: Call;
  microphone: Microphone;
  sound: Sound;
}

/** What is going on, in words and as a line between the two who talk. */
export function Stage({ call, microphone, sound }: Props) {
  const now = useClock(inCall(call.state) || call.state === "lost");
  const until = call.endedAt || now;
  return (
    <section className={styles.stage}>
      <p className={styles.state} data-testid="state" data-state={call.state}>
        {STRINGS.states[call.state]}
      </p>
      <p className={styles.hint}>
        <span data-testid="hint">{hint(call, microphone)}</span>
        {call.connectedAt > 0 && (
          <span
            className={styles.time}
            role="timer"
            data-testid="elapsed"
            aria-label={STRINGS.elapsed}
          >
            {clock(until - call.connectedAt)}
          </span>
        )}
      </p>
      <VoiceLine state={call.state} sound={sound} />
      <p className={styles.names} aria-hidden="true">
        <span>{STRINGS.you}</span>
        <span>{STRINGS.product}</span>
      </p>
      <p className={styles.unseen} role="status">
        {announced(call)}
      </p>
    </section>
  );
}

function hint(call: Call, microphone: Microphone): string {
  if (call.state === "ended" && call.ending) {
    return call.ending.message || STRINGS.endings[call.ending.reason];
  }
  if (call.state === "listening" && microphone === "muted") return STRINGS.hints.muted;
  if (call.state === "listening" && microphone === "none") return STRINGS.hints.typing;
  return STRINGS.hints[call.state];
}

/** Turns of talk are heard anyway; a screen reader tells only what changes the whole. */
function announced(call: Call): string {
  if (call.state === "ended") return `${STRINGS.states.ended}. ${hint(call, "on")}`;
  if (call.state === "connecting" || call.state === "lost") return STRINGS.states[call.state];
  return inCall(call.state) ? STRINGS.connected : "";
}
