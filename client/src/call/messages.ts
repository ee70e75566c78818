import { assignmentOf } from "../assignments/assignment";
import { measuredOf } from "../measures/measured";
import type { CallEvent, EndReason } from "./events";
import { record, words } from "./fields";
import { membershipOf, participantOf, participantsOf } from "./membership";
import { setupOf } from "./setup";

/** A message of the agent, as it comes over the data channel (RTVI 2). */
export interface AgentMessage {
  type: string;
  data?: unknown;
}

/** What an agent's message means to the page. */
export type Meaning = CallEvent | { type: "fault"; fatal: boolean } | null;

const ENDINGS: ReadonlySet<string> = new Set([
  "goodbye",
  "idle",
  "time-limit",
  "budget",
  "stopping",
  "error",
  "replaced",
]);

/**
 * Read one message. Unknown and malformed ones mean nothing: newer servers may say more.
 *
 * @param message From the data channel, unchecked.
 * @param at Now, in epoch milliseconds.
 */
export function meaningOf(message: AgentMessage, at: number): Meaning {
  const data = record(message.data);
  switch (message.type) {
    case "user-started-speaking":
      return { type: "user-started" };
    case "user-stopped-speaking":
      return { type: "user-stopped", at };
    case "user-transcription":
      return heard(data);
    case "user-input":
      return data.input_type === "backchannel" ? aside(data) : typed(data, at);
    case "user-llm-text":
      return { type: "taken-up", text: words(data.text) };
    case "bot-llm-started":
    case "llm-function-call-started":
      return { type: "thinking", at };
    case "llm-function-call-in-progress":
      return toolCalled(data, at);
    case "llm-function-call-stopped":
      return toolEnded(data.tool_call_id, data.result, data.cancelled === true);
    case "bot-started-speaking":
      return { type: "agent-started" };
    case "bot-stopped-speaking":
      return { type: "agent-stopped" };
    case "bot-output":
      return segment(data);
    case "bot-interrupted":
      return { type: "interrupted" };
    case "server-message":
      return ownMessage(data);
    case "error":
      return { type: "fault", fatal: data.fatal === true };
    default:
      return null;
  }
}

function heard(data: Record<string, unknown>): Meaning {
  const text = words(data.text);
  const by = words(data.user_id);
  return text ? { type: "heard", text, final: data.final === true, ...(by ? { by } : {}) } : null;
}

function aside(data: Record<string, unknown>): Meaning {
  const text = words(data.text);
  const by = words(data.user_id);
  return text ? { type: "aside", text, ...(by ? { by } : {}) } : null;
}

/** What somebody typed; what was spoken comes as a transcription, too. */
function typed(data: Record<string, unknown>, at: number): Meaning {
  const text = words(data.text);
  const by = words(data.user_id);
  return data.input_type === "chat" && text && by ? { type: "typed", text, at, by } : null;
}

/**
 * A piece of an answer. Voices that tell word times send the piece as "new", then word by word as
 * it is spoken; others send it once, "completed".
 */
function segment(data: Record<string, unknown>): Meaning {
  const id = data.segment_id;
  const text = words(data.text);
  if (typeof id !== "number" || !text) return null;
  const complete = data.spoken_status === "completed" || data.will_be_spoken === false;
  if (complete) return { type: "segment", id, spoken: text, complete };
  const progress = record(data.spoken_progress);
  const spoken = words(progress.accumulated_text);
  const rest = spoken ? words(progress.remaining_text) : text;
  return { type: "segment", id, spoken, complete, ...(rest ? { rest } : {}) };
}

function ownMessage(data: Record<string, unknown>): Meaning {
  switch (data.type) {
    case "answer-cut":
      return { type: "answer-cut", heard: words(data.heard) };
    case "turn-measured":
      return { type: "measured", measured: measuredOf(data) };
    case "budget":
    case "not-changed":
    case "not-kept":
    case "tool-server":
      return note(words(data.message));
    case "provider-switched":
    case "provider-failed":
      return partChanged(data);
    case "tool-result":
      return toolEnded(data.call_id, data.result, false);
    case "tool-progress":
      return toolProgress(data);
    case "tool-question":
      return asked(data);
    case "tool-question-settled":
      return { type: "question-settled", id: words(data.id) };
    case "assignment":
      return assigned(data);
    case "recording":
      return { type: "recording", on: data.on === true };
    case "changed":
      return { type: "changed", setup: setupOf(data) };
    case "conversation":
      return welcome(data);
    case "participant-joined":
      return change("joined", data);
    case "participant-left":
      return change("left", data);
    case "draining":
      return { type: "draining", on: data.on === true };
    case "ending":
      return ending(data);
    default:
      return null;
  }
}

function toolCalled(data: Record<string, unknown>, at: number): Meaning {
  const callId = words(data.tool_call_id);
  const tool = words(data.function_name).replaceAll("_", " ");
  const values = Object.values(record(data.arguments)).filter((value) => value !== "");
  const shown = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return callId && tool ? { type: "tool-called", callId, tool, arguments: shown, at } : null;
}

/** @param result What a tool says, or the text or data that it found. */
function toolEnded(id: unknown, result: unknown, cancelled: boolean): Meaning {
  const callId = words(id);
  const { say, text, ok, pending } = record(result);
  if (!callId || pending === true) return null;
  const outcome = words(say) || words(text);
  return { type: "tool-ended", callId, outcome, failed: cancelled || ok === false };
}

function toolProgress(data: Record<string, unknown>): Meaning {
  const callId = words(data.call_id);
  const { done, total } = data;
  const known = typeof done === "number" && typeof total === "number" && total > 0;
  const share = known ? Math.min(1, Math.max(0, done / total)) : null;
  return callId
    ? { type: "tool-progress", callId, progress: { share, note: words(data.note) } }
    : null;
}

function asked(data: Record<string, unknown>): Meaning {
  const id = words(data.id);
  const question = words(data.question);
  return id && question ? { type: "asked", id, question } : null;
}

function assigned(data: Record<string, unknown>): Meaning {
  const assignment = assignmentOf(data);
  return assignment && { type: "assignment", assignment };
}

function note(text: string): Meaning {
  return text ? { type: "note", text } : null;
}

function partChanged(data: Record<string, unknown>): Meaning {
  const text = words(data.message);
  const works = data.type === "provider-switched";
  return text ? { type: "part-changed", part: words(data.part), works, text } : null;
}

function welcome(data: Record<string, unknown>): Meaning {
  const membership = membershipOf(data);
  return membership ? { type: "welcomed", membership, resumed: data.resumed === true } : null;
}

function change(type: "joined" | "left", data: Record<string, unknown>): Meaning {
  const who = participantOf(data.participant);
  return who ? { type, who, participants: participantsOf(data.participants) } : null;
}

function ending(data: Record<string, unknown>): Meaning {
  const reason = String(data.reason);
  return {
    type: "ending",
    reason: ENDINGS.has(reason) ? (reason as EndReason) : "hung-up",
    message: words(data.message),
  };
}
