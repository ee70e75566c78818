import type { ReactElement, ReactNode } from "react";
import type { Choice, Part, ServerInfo } from "../api/types";
import { type Health, isHealthy } from "../app/offered";
import type { Chosen } from "../app/opening";
import type { Setup } from "../call/setup";
import { type CallState, inCall, isOpen } from "../call/state";
import { STRINGS, TALKING, TONGUE } from "../strings";
import { isWay, offeredWays, type Way } from "../transports/way";
import { useMedia } from "./hooks";
import { ChevronIcon } from "./icons";
import { Instruction } from "./instruction";
import styles from "./stack.module.css";
import { SampleButton } from "./talking/sample-button";

interface Props {
  info: ServerInfo | null;
  callState: CallState;
  chosen: Chosen;
  onChoose: (choice: Chosen) => void;
  /** What was changed in this call. */
  setup: Setup;
  onChange: (setup: Setup) => void;
  /** How the server's parts are. */
  health: Health;
  fetchSample: (voice: string, language: string) => Promise<Blob>;
  /** How a call reaches the server; this may change in mid-call. */
  way: Way;
  onWay: (way: Way) => void;
}

const ID = "stack";

/** Unfold what can be chosen, and go there. */
export function showStack(): void {
  const details = document.querySelector<HTMLDetailsElement>(`#${ID} details`);
  if (!details) return;
  details.open = true;
  details.scrollIntoView({ block: "nearest" });
  details.querySelector<HTMLElement>("select:enabled, summary")?.focus();
}

/** Which ears, brain and voice are in use, and what can be chosen. Folded away on a phone. */
export function Stack(props: Props) {
  const { info, callState, chosen, onChoose, setup, onChange, way, onWay } = props;
  const wide = useMedia("(min-width: 60rem)");
  if (!info) return <aside className={styles.stack} />;
  const { ears, brain, voice } = info.stack;
  const locked = isOpen(callState);
  const talking = inCall(callState);
  const spokenBy = (locked && setup.voice) || chosen.voice || info.voices[0]?.id || "";
  const language = (locked && setup.language) || chosen.language || "";
  return (
    <aside id={ID} className={styles.stack} data-testid="stack">
      <details className={styles.details} open={wide}>
        <summary className={styles.summary} data-testid="stack-summary">
          {STRINGS.stack} <ChevronIcon />
        </summary>
        <dl className={styles.parts}>
          <Row title={STRINGS.ears} part={ears} />
          <Row title={STRINGS.brain} part={brain}>
            <Picker
              id="brain-picker"
              label={STRINGS.brainPicker}
              choices={(info.brains ?? []).map((each) => ({
                ...each,
                off: !isHealthy(each.id, info, props.health),
              }))}
              value={(locked && setup.brain) || chosen.brain}
              locked={locked && !talking}
              onChoose={(id) => (talking ? onChange : onChoose)({ brain: id })}
            />
          </Row>
          <Row
            title={STRINGS.voice}
            part={voice}
            beside={
              hasVoices(info) && (
                <SampleButton
                  voice={spokenBy}
                  fetchSample={() => props.fetchSample(spokenBy, language)}
                />
              )
            }
          >
            <Picker
              id="voice-picker"
              label={STRINGS.voicePicker}
              choices={info.voices}
              value={spokenBy}
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
              value={language}
              locked={locked && !talking}
              onChoose={(id) => (talking ? onChange : onChoose)({ language: id })}
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
  /** What stands behind the picker, or behind the part. */
  beside?: ReactNode;
  children?: ReactElement<PickerProps>;
}

/** A part of the stack, or something else to choose; nothing where there is neither. */
function Row({ title, part, beside, children }: RowProps) {
  const picker = children && children.props.choices.length > 1 ? children : null;
  if (!part && !picker) return null;
  const why = [part?.why, others(part)].filter(Boolean).join(". ");
  return (
    <div title={why || undefined}>
      <dt>{title}</dt>
      <dd>
        {picker ?? part?.label}
        {beside}
      </dd>
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
  return (info.languages ?? [])
    .filter((tag) => tag !== "auto")
    .map((tag) => ({ id: tag, label: languageName(tag) }));
}

/** A model that hears, thinks and speaks by itself has no voice that could be heard alone. */
function hasVoices({ stack, voices }: ServerInfo): boolean {
  return voices.length > 0 && stack.name !== "realtime";
}

interface Option extends Choice {
  /** It cannot be had now. */
  off?: boolean;
}

interface PickerProps {
  id: string;
  label: string;
  choices: readonly Option[];
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
      {grouped(choices).map(([language, group]) =>
        language ? (
          <optgroup key={language} label={languageName(language)}>
            {group.map(option)}
          </optgroup>
        ) : (
          group.map(option)
        ),
      )}
    </select>
  );
}

function option({ id, label, off }: Option) {
  return (
    <option key={id} value={id} disabled={off}>
      {off ? TALKING.notNow(label) : label}
    </option>
  );
}

/** Voices under the language that they speak, where there are several; all else under none. */
function grouped(choices: readonly Option[]): (readonly [string, readonly Option[]])[] {
  const languages = [...new Set(choices.map(({ language = "" }) => language))];
  if (languages.length < 2) return [["", choices]];
  return languages.map((tag) => [tag, choices.filter(({ language = "" }) => language === tag)]);
}

function languageName(tag: string): string {
  return new Intl.DisplayNames(TONGUE.locale, { type: "language" }).of(tag) ?? tag;
}
