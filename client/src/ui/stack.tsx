import type { ReactElement } from "react";
import type { Choice, Part, ServerInfo } from "../api/types";
import type { Chosen } from "../app/opening";
import type { Setup } from "../call/setup";
import { type CallState, inCall, isOpen } from "../call/state";
import { STRINGS, TONGUE } from "../strings";
import { isWay, offeredWays, type Way } from "../transports/way";
import { useMedia } from "./hooks";
import { ChevronIcon } from "./icons";
import { Instruction } from "./instruction";
import styles from "./stack.module.css";

interface Props {
  info: ServerInfo | null;
  callState: CallState;
  chosen: Chosen;
  onChoose: (choice: Chosen) => void;
  /** What was changed in this call. */
  setup: Setup;
  onChange: (setup: Setup) => void;
  /** How a call reaches the server; this may change in mid-call. */
  way: Way;
  onWay: (way: Way) => void;
}

/** Which ears, brain and voice are in use, and what can be chosen. Folded away on a phone. */
export function Stack({ info, callState, chosen, onChoose, setup, onChange, way, onWay }: Props) {
  const wide = useMedia("(min-width: 60rem)");
  if (!info) return <aside className={styles.stack} />;
  const { ears, brain, voice } = info.stack;
  const locked = isOpen(callState);
  const talking = inCall(callState);
  return (
    <aside className={styles.stack} data-testid="stack">
      <details className={styles.details} open={wide}>
        <summary className={styles.summary}>
          {STRINGS.stack} <ChevronIcon />
        </summary>
        <dl className={styles.parts}>
          <Row title={STRINGS.ears} part={ears} />
          <Row title={STRINGS.brain} part={brain}>
            <Picker
              id="brain-picker"
              label={STRINGS.brainPicker}
              choices={info.brains ?? []}
              value={(locked && setup.brain) || chosen.brain}
              locked={locked && !talking}
              onChoose={(id) => (talking ? onChange : onChoose)({ brain: id })}
            />
          </Row>
          <Row title={STRINGS.voice} part={voice}>
            <Picker
              id="voice-picker"
              label={STRINGS.voicePicker}
              choices={info.voices}
              value={(locked && setup.voice) || chosen.voice}
              locked={locked && !talking}
              onChoose={(id) => (talking ? onChange : onChoose)({ voice: id })}
            />
          </Row>
          <Row title={STRINGS.persona}>
            <Picker
              id="persona-picker"
              label={STRINGS.persona}
              choices={personas(info)}
              value={chosen.persona}
              locked={locked}
              onChoose={(id) => onChoose({ persona: id })}
            />
          </Row>
          {talking && !info.stack.limited && info.prompts !== false && (
            <div>
              <dt>{STRINGS.instruction}</dt>
              <dd>
                <Instruction
                  instruction={setup.system_prompt ?? ""}
                  onInstruct={(text) => onChange({ system_prompt: text })}
                />
              </dd>
            </div>
          )}
          <Row title={STRINGS.language}>
            <Picker
              id="language-picker"
              label={STRINGS.language}
              choices={languages(info)}
              value={chosen.language}
              locked={locked}
              onChoose={(id) => onChoose({ language: id })}
            />
          </Row>
          <Row title={STRINGS.way}>
            <Picker
              id="way-picker"
              label={STRINGS.way}
              choices={offeredWays(info).map((id) => ({ id, label: STRINGS.ways[id] }))}
              value={way}
              locked={false}
              onChoose={(id) => isWay(id) && onWay(id)}
            />
          </Row>
        </dl>
      </details>
    </aside>
  );
}

interface RowProps {
  title: string;
  part?: Part;
  children?: ReactElement<PickerProps>;
}

/** A part of the stack, or something else to choose; nothing where there is neither. */
function Row({ title, part, children }: RowProps) {
  const picker = children && children.props.choices.length > 1 ? children : null;
  if (!part && !picker) return null;
  const why = [part?.why, others(part)].filter(Boolean).join(". ");
  return (
    <div title={why || undefined}>
      <dt>{title}</dt>
      <dd>{picker ?? part?.label}</dd>
    </div>
  );
}

function others(part: Part | undefined): string {
  return part?.fallbacks?.length ? `${STRINGS.takesOver}: ${part.fallbacks.join(", ")}` : "";
}

function personas(info: ServerInfo): Choice[] {
  const offered = info.personas ?? [];
  return offered.length ? [{ id: "", label: STRINGS.usualPersona }, ...offered] : [];
}

function languages(info: ServerInfo): Choice[] {
  const names = new Intl.DisplayNames(TONGUE.locale, { type: "language" });
  return (info.languages ?? [])
    .filter((tag) => tag !== "auto")
    .map((tag) => ({ id: tag, label: names.of(tag) ?? tag }));
}

interface PickerProps {
  id: string;
  label: string;
  choices: readonly Choice[];
  value: string | undefined;
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
