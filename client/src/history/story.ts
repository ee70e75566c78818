import { count, record, words } from "../call/fields";
import { shortened, wholeOf } from "../captions/captions";
import { type Measured, measuredOf } from "../measures/measured";
import { HISTORY, STRINGS } from "../strings";
import { isWay } from "../transports/way";
import type { Logged } from "./logged";
import { type Sitting, sittingsAfter } from "./sittings";
import { unheard } from "./unheard";

/** One line of a kept conversation. */
export interface Line {
  /** The number of the event that it began with. */
  id: number;
  who: "user" | "agent" | "tool" | "note" | "sitting";
  /** Who of several people; empty for the one, and for all that is no person. */
  by: string;
  text: string;
  /** What an answer would still have said when it was cut. */
  unsaid: string;
  cut: boolean;
  /** Something broke. */
  alarm: boolean;
  /** What is worth telling beside it. */
  remarks: readonly string[];
  /** How long its parts took, in milliseconds from the end of speech; empty where unknown. */
  stepsMs: Readonly<Record<string, number>>;
  /** A long text behind it; empty for none. */
  whole: string;
  /** Counts from 1. */
  sitting: number;
  /** When its sound begins, in seconds of the sitting; null where it has none. */
  from: number | null;
  /** When it ends. */
  to: number | null;
  /** In epoch milliseconds. */
  at: number;
}

/** All that is told of a conversation so far. */
export interface Story {
  lines: readonly Line[];
  sittings: readonly Sitting[];
  sitting: number;
  names: Readonly<Record<string, string>>;
  /** The line of each tool's call. */
  calls: Readonly<Record<string, number>>;
}

/** Before the first event. */
export const NO_STORY: Story = { lines: [], sittings: [], sitting: 1, names: {}, calls: {} };

/** The story after one more event; of a kind that this page does not know, it stays the same. */
export function tell(before: Story, event: Logged): Story {
  const { data } = event;
  const story = { ...before, sittings: sittingsAfter(before.sittings, event) };
  switch (event.kind) {
    case "session-started":
      return sitDown(story, event);
    case "session-ended":
      return note(story, event, HISTORY.ended(HISTORY.endings[words(data.reason)] ?? ""));
    case "guest-joined":
      return join(story, event);
    case "guest-left":
      return note(story, event, HISTORY.left(nameIn(story, data)));
    case "user-turn":
      return add(story, event, { who: "user", by: byline(story, data), ...said(data) });
    case "agent-turn":
      return add(story, event, answer(data));
    case "tool-called":
      return callTool(story, event);
    case "tool-answered":
      return endTool(story, event);
    case "turn-measured":
      return measure(story, measuredOf(data));
    default:
      return tellAside(story, event);
  }
}

/** What happens beside the talk. */
function tellAside(story: Story, event: Logged): Story {
  const { data } = event;
  switch (event.kind) {
    case "work-changed": {
      const told = [words(data.state), words(data.note)].filter(Boolean).join(": ");
      return note(story, event, `${words(data.desk)} – ${told}`);
    }
    case "provider-switched":
      return note(story, event, switched(data), words(data.fault) !== "");
    case "failed":
      return note(
        story,
        event,
        [words(data.part), words(data.what)].filter(Boolean).join(": "),
        true,
      );
    case "setting-changed": {
      const setting = words(data.setting);
      const label = HISTORY.settings[setting] ?? setting;
      return note(story, event, HISTORY.changed(label, words(data.value)));
    }
    case "summarised":
      return add(story, event, { text: HISTORY.summarised, whole: words(data.text) });
    default:
      return story;
  }
}

function sitDown(story: Story, event: Logged): Story {
  const { data } = event;
  const sitting = count(data.sitting) || 1;
  const parts = [data.ears, data.brain, data.voice].map(words).filter(Boolean);
  const with_ = [words(data.stack), parts.join(" · ")].filter(Boolean);
  const text = sitting > 1 ? HISTORY.takenUp : HISTORY.began;
  return add({ ...story, sitting }, event, { who: "sitting", text, remarks: with_ });
}

function join(story: Story, event: Logged): Story {
  const { data } = event;
  const names = { ...story.names, [words(data.guest)]: words(data.name) };
  const named = { ...story, names };
  const name = nameIn(named, data);
  return note(
    named,
    event,
    data.back === true ? HISTORY.cameBack(name) : HISTORY.joined(name, wayOf(words(data.way))),
  );
}

function wayOf(way: string): string {
  return isWay(way) ? STRINGS.ways[way] : way;
}

function said(data: Logged["data"]): Partial<Line> {
  const remarks = data.typed === true ? [HISTORY.typed] : [];
  return { text: words(data.text), remarks, ...spanOf(data) };
}

function answer(data: Logged["data"]): Partial<Line> {
  const heard = words(data.heard);
  const cut = data.cut === true;
  return {
    who: "agent",
    text: heard,
    cut,
    unsaid: cut ? unheard(words(data.generated), heard) : "",
    remarks: data.unasked === true ? [HISTORY.unasked] : [],
    ...spanOf(data),
  };
}

function callTool(story: Story, event: Logged): Story {
  const { data } = event;
  const values = Object.values(record(data.arguments)).filter((value) => value !== "");
  const tool = words(data.tool).replaceAll("_", " ");
  const text = values.length ? `${tool} (${values.map(shown).join(", ")})` : tool;
  const calls = { ...story.calls, [words(data.call_id)]: event.number };
  return { ...add(story, event, { who: "tool", text }), calls };
}

function endTool(story: Story, event: Logged): Story {
  const { data } = event;
  const id = story.calls[words(data.call_id)];
  const failed = data.failed === true;
  const outcome = outcomeOf(data.result) || (failed ? STRINGS.toolFailed : "");
  const remarks = data.late === true ? [HISTORY.late] : [];
  return change(story, id, (line) => ({
    ...line,
    text: outcome ? `${line.text} → ${shortened(outcome)}` : line.text,
    alarm: failed,
    remarks: [...line.remarks, ...remarks],
    whole: wholeOf(outcome),
  }));
}

function measure(story: Story, { turn, stepsMs }: Measured): Story {
  const last = story.lines.findLast(({ who }) => who === "agent");
  // Work beside the talk is billed with no steps of an answer's.
  if (!Object.keys(stepsMs).length) return story;
  return turn === 0 ? story : change(story, last?.id, (line) => ({ ...line, stepsMs }));
}

function switched(data: Logged["data"]): string {
  const [part, left, successor] = [words(data.part), words(data.left), words(data.successor)];
  if (!words(data.fault)) return HISTORY.recovered(part, successor || left);
  return `${HISTORY.switched(part, left, successor)} ${words(data.fault)}`;
}

function outcomeOf(result: unknown): string {
  if (typeof result === "string") return result;
  const { say, text } = record(result);
  const told = words(say) || words(text);
  return told || (result === null || result === undefined ? "" : JSON.stringify(result, null, 2));
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function spanOf(data: Logged["data"]): Pick<Line, "from" | "to"> {
  const { begin, end } = record(data.span);
  return {
    from: typeof begin === "number" ? begin : null,
    to: typeof end === "number" ? end : null,
  };
}

function nameIn(story: Story, data: Logged["data"]): string {
  const guest = words(data.guest);
  return words(data.name) || story.names[guest] || guest;
}

/** Names matter where there are several. */
function byline(story: Story, data: Logged["data"]): string {
  return Object.keys(story.names).length > 1 ? nameIn(story, data) : "";
}

function note(story: Story, event: Logged, text: string, alarm = false): Story {
  return add(story, event, { text, alarm });
}

function add(story: Story, event: Logged, how: Partial<Line>): Story {
  const line: Line = {
    id: event.number,
    who: "note",
    by: "",
    text: "",
    unsaid: "",
    cut: false,
    alarm: false,
    remarks: [],
    stepsMs: {},
    whole: "",
    sitting: story.sitting,
    from: null,
    to: null,
    at: event.at,
    ...how,
  };
  return { ...story, lines: [...story.lines, line] };
}

function change(story: Story, id: number | undefined, how: (line: Line) => Line): Story {
  return { ...story, lines: story.lines.map((each) => (each.id === id ? how(each) : each)) };
}
