import type { Microphone } from "../app/state";
import type { RunningTool } from "../call/running-tools";
import { type Call, type CallState, inCall } from "../call/state";
import type { Sound } from "../media/sound";
import { STRINGS, TALKING, TONGUE } from "../strings";
import { clock } from "./duration";
import { useClock } from "./hooks";
import { percent } from "./percent";
import styles from "./stage.module.css";
import { VoiceLine } from "./voice-line";

interface Props {
  call: Call;
  microphone: Microphone;
  sound: Sound;
  /** Tools at work for the answer. */
  running: readonly RunningTool[];
  /** Whether the person is heard only while they hold a key. */
  holdToTalk: boolean;
  /** What the person could do before a call, where there is more than to start one. */
  offer: "continuable" | "invited" | null;
}

/** What is going on, in words and as a line between the two who talk. */
export function Stage(props: Props) {
  const { call, sound } = props;
  const now = useClock(inCall(call.state) || call.state === "lost");
  const until = call.endedAt || now;
  return (
    <section className={styles.stage}>
      <p className={styles.state} data-testid="state" data-state={call.state}>
        {STRINGS.states[call.state]}
      </p>
      <p className={styles.hint}>
        <span data-testid="hint">{hint(props, now)}</span>
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

function hint({ call, microphone, offer, running, holdToTalk }: Props, now: number): string {
  if (call.state === "ended" && call.ending) return wordsOf(call.ending);
  if (call.state === "ready" && offer) return STRINGS.hints[offer];
  if (call.state === "lost") return STRINGS.comingBack(secsUntil(call.backUntil, now));
  const tool = running.at(-1);
  if (tool && WAITING.has(call.state)) return toolAtWork(tool, now);
  if (call.state === "listening" && microphone === "muted") {
    return holdToTalk ? TALKING.holdHint : STRINGS.hints.muted;
  }
  if (call.state === "listening" && microphone === "none") return STRINGS.hints.typing;
  return STRINGS.hints[call.state];
}

/** Nobody speaks: then it matters what the agent is busy with. */
const WAITING: ReadonlySet<CallState> = new Set(["thinking", "listening"]);

function toolAtWork({ tool, since, progress }: RunningTool, now: number): string {
  const { share = null, note = "" } = progress ?? {};
  const far = [share === null ? "" : percent(share), note].filter(Boolean).join(", ");
  return far ? TALKING.toolProgress(tool, far) : TALKING.toolAtWork(tool, secsUntil(now, since));
}

function wordsOf({ reason, message }: NonNullable<Call["ending"]>): string {
  const own = STRINGS.endings[reason];
  // The server knows more of it, and tells it in English.
  return TONGUE.language === "en" ? message || own : own || message;
}

function secsUntil(at: number, now: number): number {
  return Math.max(0, Math.round((at - now) / 1000));
}

/** Turns of talk are heard anyway; a screen reader tells only what changes the whole. */
function announced(call: Call): string {
  if (call.state === "ended") {
    return `${STRINGS.states.ended}. ${call.ending ? wordsOf(call.ending) : ""}`;
  }
  if (call.state === "connecting") return STRINGS.states.connecting;
  // Not the seconds that are left: nobody wants them read out one by one.
  if (call.state === "lost") return `${STRINGS.states.lost}. ${STRINGS.hints.lost}`;
  return inCall(call.state) ? STRINGS.connected : "";
}
