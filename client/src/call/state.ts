import type { CallEvent, EndReason } from "./events";

/** What the page shows of a call, in one word. */
export type CallState =
  | "ready"
  | "connecting"
  | "listening"
  | "hearing"
  | "thinking"
  | "speaking"
  | "lost"
  | "ended";

/** One call, from the first press of the button to the last word. */
export interface Call {
  state: CallState;
  /** When the agent was ready, in epoch milliseconds; 0 before. */
  connectedAt: number;
  /** When it ended, in epoch milliseconds; 0 before. */
  endedAt: number;
  /** When the connection was lost, in epoch milliseconds; 0 while there is one. */
  lostAt: number;
  /** Until when the server waits for the person to come back, in epoch milliseconds. */
  backUntil: number;
  /** Since when the agent has been thinking, in epoch milliseconds. */
  thinkingSince: number;
  /** How it ended, or how the server said that it is about to. */
  ending: { reason: EndReason; message: string } | null;
}

/** Before the first call. */
export const NO_CALL: Call = {
  state: "ready",
  connectedAt: 0,
  endedAt: 0,
  lostAt: 0,
  backUntil: 0,
  thinkingSince: 0,
  ending: null,
};

const BACK = { state: "listening", lostAt: 0, backUntil: 0, ending: null } as const;

/** A noise that held no words is never answered: then the agent listens again. */
const LONGEST_THINKING_MS = 12_000;

const IN_CALL: ReadonlySet<CallState> = new Set(["listening", "hearing", "thinking", "speaking"]);

/** Whether words can be exchanged now. */
export function inCall(state: CallState): boolean {
  return IN_CALL.has(state);
}

/** Whether there is a call to stop: connecting, going on, or trying to come back. */
export function isOpen(state: CallState): boolean {
  return inCall(state) || state === "connecting" || state === "lost";
}

/** The call after an event; the same object where nothing changes. */
export function advance(call: Call, event: CallEvent): Call {
  switch (event.type) {
    case "starting":
      return { ...NO_CALL, state: "connecting" };
    case "connected":
      return call.state === "connecting"
        ? { ...call, state: "listening", connectedAt: event.at }
        : call;
    case "ending":
      return { ...call, ending: { reason: event.reason, message: event.message } };
    case "lost":
      return inCall(call.state)
        ? { ...call, state: "lost", lostAt: event.at, backUntil: event.until, ending: null }
        : call;
    case "recovered":
    case "returned":
      return call.state === "lost" ? { ...call, ...BACK } : call;
    case "ended":
      return end(call, event.reason, event.at);
    default:
      return inCall(call.state) ? converse(call, event) : call;
  }
}

function end(call: Call, reason: EndReason, at: number): Call {
  if (!isOpen(call.state)) return call;
  if (reason === "failed") return NO_CALL;
  return { ...call, state: "ended", endedAt: at, ending: call.ending ?? { reason, message: "" } };
}

function converse(call: Call, event: CallEvent): Call {
  switch (event.type) {
    case "user-started":
      return to(call, "hearing");
    case "user-stopped":
      return call.state === "hearing" ? think(call, event.at) : call;
    case "typed":
      return think(call, event.at);
    case "thinking":
      return call.state === "listening" ? think(call, event.at) : call;
    case "agent-started":
      // While both talk, what matters to the person is being heard.
      return call.state === "hearing" ? call : to(call, "speaking");
    case "agent-stopped":
      return call.state === "speaking" ? to(call, "listening") : call;
    case "tick":
      return call.state === "thinking" && event.at - call.thinkingSince > LONGEST_THINKING_MS
        ? to(call, "listening")
        : call;
    default:
      return call;
  }
}

function think(call: Call, at: number): Call {
  return { ...call, state: "thinking", thinkingSince: at };
}

function to(call: Call, state: CallState): Call {
  return call.state === state ? call : { ...call, state };
}
