import type { CallEvent, EndReason } from "./events";
import { membershipOf, participantOf, participantsOf } from "./membership";

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
      return typed(data, at);
    case "bot-llm-started":
    case "llm-function-call-started":
      return { type: "thinking", at };
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
  const spoken = words(record(data.spoken_progress).accumulated_text);
  return { type: "segment", id, spoken, complete };
}

function ownMessage(data: Record<string, unknown>): Meaning {
  switch (data.type) {
    case "answer-cut":
      return { type: "answer-cut", heard: words(data.heard) };
    case "provider-switched":
    case "provider-failed":
      return note(words(data.message));
    case "conversation":
      return welcome(data);
    case "participant-joined":
      return change("joined", data);
    case "participant-left":
      return change("left", data);
    case "ending":
      return ending(data);
    default:
      return null;
  }
}

function note(text: string): Meaning {
  return text ? { type: "note", text } : null;
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

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function words(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}
