import { type Assignment, isOver } from "../assignments/assignment";
import type { CallEvent } from "../call/events";
import { nameOf } from "../company/names";
import { STRINGS } from "../strings";

/** One thing that was said, a tool that was used, what came of work, or a note on the call. */
export interface Caption {
  id: number;
  who: "user" | "agent" | "note" | "tool" | "work";
  /** Who of several people or workers; empty for the one at this page. */
  by: string;
  text: string;
  /** The task of which this is the result; empty for all others. */
  about: string;
  /** What `text` shortens, as it was written; empty where it shortens nothing. */
  whole: string;
  /** Nothing will be added. */
  final: boolean;
  /** The person interrupted; the text holds only what was really spoken. */
  cut: boolean;
  typed: boolean;
  /** It showed that somebody listens, and wanted no answer. */
  aside: boolean;
  /** Said before the page was left and came back. */
  earlier: boolean;
  /** The word at the end of `text` that is being spoken; empty where nobody knows. */
  now: string;
  /** What follows, but was not spoken yet. */
  rest: string;
}

interface UserTurn {
  captionId: number;
  by: string;
  /** What is certain so far; a long turn is recognised in several pieces. */
  certain: string;
}

interface Segment {
  id: number;
  spoken: string;
  /** What follows of it. */
  rest: string;
  complete: boolean;
}

interface Answer {
  /** 0 until its first word is spoken. */
  captionId: number;
  segments: readonly Segment[];
}

/** The whole conversation as text. */
export interface Captions {
  list: readonly Caption[];
  nextId: number;
  user: UserTurn | null;
  answer: Answer | null;
  /** The answer that was cut last; the server then tells how much of it was heard. */
  cutId: number;
  /** It was cut just now: what still comes of it was said before, and the server tells it whole. */
  cutting: boolean;
  agentSpeaking: boolean;
  /** Which caption shows which call of a tool. */
  tools: Readonly<Record<string, number>>;
}

const LONGEST_OUTCOME = 200;

/** Before the first word. */
export const NO_CAPTIONS: Captions = {
  list: [],
  nextId: 1,
  user: null,
  answer: null,
  cutId: 0,
  cutting: false,
  agentSpeaking: false,
  tools: {},
};

/** The captions after an event; the same object where nothing changes. */
export function caption(captions: Captions, event: CallEvent): Captions {
  switch (event.type) {
    case "starting":
      return event.continued ? goOn(captions) : takeUp(event.earlier ?? []);
    case "user-started":
      return closeUser(captions.agentSpeaking ? captions : closeAnswer(captions));
    case "heard":
      return hear(captions, event);
    case "aside":
      return setAside(captions, event);
    case "taken-up":
      return takeUpAside(captions, event.text);
    case "typed":
      return type(captions, event);
    case "thinking":
      return cutNoMore(captions.agentSpeaking ? captions : closeAnswer(captions));
    case "segment":
      return captions.cutting ? captions : speak(captions, event);
    case "agent-started":
      return cutNoMore({ ...captions, agentSpeaking: true });
    case "agent-stopped":
      return settle({ ...captions, agentSpeaking: false });
    case "interrupted":
      return interrupt(captions);
    case "answer-cut":
      return cutAt(captions, event.heard);
    case "tool-called":
      return callTool(captions, event);
    case "tool-ended":
      return endTool(captions, event);
    case "assignment":
      return concludeWork(captions, event.assignment);
    case "note":
    case "part-changed":
      return note(captions, event.text);
    case "joined":
      return note(captions, STRINGS.hasJoined(nameOf(event.who)));
    case "left":
      return note(captions, STRINGS.hasLeft(nameOf(event.who)));
    case "returned":
      return note(stop(captions), STRINGS.wasLost(Math.round(event.awayMs / 1000)));
    case "ended":
      // Pressing stop in the middle of an answer cuts it; a farewell that is out stays whole.
      return stop(captions);
    default:
      return captions;
  }
}

/** What was said so far, as the beginning of what follows. */
export function goOn(captions: Captions): Captions {
  const { list, nextId } = stop(captions);
  if (list.length === 0) return NO_CAPTIONS;
  const earlier = list.map((each) => (each.earlier ? each : { ...each, earlier: true }));
  return note({ ...NO_CAPTIONS, list: earlier, nextId }, STRINGS.continued);
}

function takeUp(earlier: readonly Caption[]): Captions {
  const nextId = Math.max(0, ...earlier.map(({ id }) => id)) + 1;
  return goOn({ ...NO_CAPTIONS, list: earlier, nextId });
}

function stop(captions: Captions): Captions {
  return cutNoMore(interrupt(closeUser({ ...captions, agentSpeaking: false })));
}

function note(captions: Captions, text: string): Captions {
  return add(captions, "note", text, { final: true });
}

function callTool(captions: Captions, event: CallEvent & { type: "tool-called" }): Captions {
  const tools = { ...captions.tools, [event.callId]: captions.nextId };
  const text = STRINGS.usesTool(event.tool, event.arguments);
  return { ...add(captions, "tool", text, { final: true }), tools };
}

/** A call that takes long ends twice: it goes on, and later it has a result. */
function endTool(captions: Captions, event: CallEvent & { type: "tool-ended" }): Captions {
  const id = captions.tools[event.callId];
  const line = captions.list.find((each) => each.id === id);
  if (!line) return captions;
  const outcome = shortened(event.outcome) || (event.failed ? STRINGS.toolFailed : "");
  const whole = wholeOf(event.outcome);
  return outcome
    ? change(captions, line.id, { text: `${line.text} → ${outcome}`, whole })
    : captions;
}

/** A tool's outcome, short enough for a line. */
export function shortened(text: string): string {
  return text.length > LONGEST_OUTCOME ? `${text.slice(0, LONGEST_OUTCOME)}…` : text;
}

/** What a shortened outcome leaves out, with the rest; empty where it leaves out nothing. */
export function wholeOf(outcome: string): string {
  return outcome.length > LONGEST_OUTCOME ? outcome : "";
}

/** What came of work stays; it is told again to whoever comes back, who may have it already. */
function concludeWork(captions: Captions, assignment: Assignment): Captions {
  if (!isOver(assignment)) return captions;
  const by = STRINGS.desks[assignment.desk];
  const text = outcomeOf(assignment);
  const about = assignment.text;
  const known = captions.list.some(
    (each) => each.by === by && each.about === about && each.text === text,
  );
  return known ? captions : add(captions, "work", text, { by, about, final: true });
}

function outcomeOf({ state, note, result }: Assignment): string {
  if (state === "dropped") return STRINGS.workDropped;
  return state === "failed" ? STRINGS.workFailed(note) : result || STRINGS.workDone;
}

function hear(captions: Captions, { text, final, by = "" }: CallEvent & { type: "heard" }) {
  // An answer still being spoken goes on: the person may only have said "mm-hm".
  const before = captions.agentSpeaking ? captions : closeAnswer(captions);
  const opened = before.user?.by === by ? before : openUser(closeUser(before), by);
  const turn = opened.user as UserTurn;
  const whole = join(turn.certain, text);
  const user = final ? { ...turn, certain: whole } : turn;
  return change({ ...opened, user }, turn.captionId, { text: whole, final });
}

/** A "mhm" is shown as one, and what is said next is not added to it. */
function setAside(captions: Captions, { text, by = "" }: CallEvent & { type: "aside" }): Captions {
  const { user } = captions;
  if (user?.by !== by || !user.certain.endsWith(text)) return captions;
  const before = user.certain.slice(0, -text.length).trim();
  const how = before ? { text: before } : { aside: true };
  return change({ ...captions, user: null }, user.captionId, { ...how, final: true });
}

/** A "yes" into the agent's last word was an answer after all. */
function takeUpAside(captions: Captions, text: string): Captions {
  const last = captions.list.findLast(({ who }) => who === "user");
  return last?.aside && last.text === text ? change(captions, last.id, { aside: false }) : captions;
}

/** An answer under way stays open: its last words may still come before the server cuts it. */
function type(captions: Captions, { text, by = "" }: CallEvent & { type: "typed" }): Captions {
  const before = isFinished(captions) ? closeAnswer(captions) : captions;
  return add(closeUser(before), "user", text, { final: true, typed: true, by });
}

function openUser(captions: Captions, by: string): Captions {
  const captionId = captions.nextId;
  return { ...add(captions, "user", "", { by }), user: { captionId, by, certain: "" } };
}

/** Ends the person's turn; what was only guessed and never confirmed goes. */
function closeUser(captions: Captions): Captions {
  const { user } = captions;
  if (!user) return captions;
  const closed = { ...captions, user: null };
  return user.certain
    ? change(closed, user.captionId, { text: user.certain, final: true })
    : remove(closed, user.captionId);
}

function speak(captions: Captions, event: CallEvent & { type: "segment" }): Captions {
  const answer = captions.answer ?? { captionId: 0, segments: [] };
  const segments = spokenOn(answer.segments, event);
  const text = segments.map(({ spoken }) => spoken).reduce(join, "");
  if (!text) return { ...captions, answer: { ...answer, segments } };
  const opened = answer.captionId ? captions : add({ ...closeUser(captions), cutId: 0 }, "agent");
  const captionId = answer.captionId || captions.nextId;
  return change({ ...opened, answer: { captionId, segments } }, captionId, {
    text,
    final: false,
    now: wordUnderWay(segments),
    rest: segments.map(({ rest }) => rest).reduce(join, ""),
  });
}

function spokenOn(
  segments: readonly Segment[],
  { id, spoken, complete, rest = "" }: CallEvent & { type: "segment" },
): readonly Segment[] {
  const news = { id, spoken, rest, complete };
  if (!segments.some((each) => each.id === id)) return [...segments, news];
  return segments.map((each) =>
    // The server holds "new" back until the voice is heard; a word may then be out before it.
    each.id === id && spoken.length >= each.spoken.length ? news : each,
  );
}

/** Voices that tell no word times have spoken a piece whole when they tell of it. */
function wordUnderWay(segments: readonly Segment[]): string {
  const last = segments.findLast(({ spoken }) => spoken);
  return (!last?.complete && last?.spoken.match(/\S+$/)?.[0]) || "";
}

/** Marks an answer final once its last word is out; more may still follow after a pause. */
function settle(captions: Captions): Captions {
  const { answer } = captions;
  if (!answer?.captionId || !isComplete(answer)) return captions;
  return change(captions, answer.captionId, { final: true });
}

function closeAnswer(captions: Captions): Captions {
  const { answer } = captions;
  if (!answer) return captions;
  const closed = { ...captions, answer: null };
  return answer.captionId ? change(closed, answer.captionId, { final: true }) : closed;
}

function interrupt(captions: Captions): Captions {
  const { answer } = captions;
  const closed = closeAnswer(captions);
  if (!answer || isFinished(captions)) return closed;
  if (!answer.captionId) return { ...closed, cutting: true };
  return change({ ...closed, cutId: answer.captionId, cutting: true }, answer.captionId, {
    cut: true,
  });
}

function cutNoMore(captions: Captions): Captions {
  return captions.cutting ? { ...captions, cutting: false } : captions;
}

/** The server knows better than the page how many words reached the ear. */
function cutAt(captions: Captions, heard: string): Captions {
  const id = captions.answer?.captionId || captions.cutId;
  if (!id) return cutNoMore(captions);
  const closed = { ...closeAnswer(captions), cutId: 0, cutting: false };
  return heard ? change(closed, id, { text: heard, cut: true }) : remove(closed, id);
}

function isFinished({ agentSpeaking, answer }: Captions): boolean {
  return !agentSpeaking && (!answer || isComplete(answer));
}

function isComplete(answer: Answer): boolean {
  return answer.segments.every(({ complete }) => complete);
}

function add(
  captions: Captions,
  who: Caption["who"],
  text = "",
  how: Partial<Caption> = {},
): Captions {
  const added: Caption = {
    id: captions.nextId,
    who,
    by: "",
    text,
    about: "",
    whole: "",
    final: false,
    cut: false,
    typed: false,
    aside: false,
    earlier: false,
    now: "",
    rest: "",
    ...how,
  };
  return { ...captions, list: [...captions.list, added], nextId: captions.nextId + 1 };
}

function change(captions: Captions, id: number, how: Partial<Caption>): Captions {
  const over = how.final ? { now: "", rest: "" } : {};
  const list = captions.list.map((each) => (each.id === id ? { ...each, ...over, ...how } : each));
  return { ...captions, list };
}

function remove(captions: Captions, id: number): Captions {
  return { ...captions, list: captions.list.filter((each) => each.id !== id) };
}

function join(left: string, right: string): string {
  return [left, right].filter(Boolean).join(" ");
}
