/** Why a call is over. */
export type EndReason =
  | "goodbye"
  | "idle"
  | "time-limit"
  | "stopping"
  | "error"
  | "you" // the person pressed stop
  | "hung-up" // the server closed the call and did not say why
  | "dropped" // the connection was lost
  | "failed"; // it never connected

/** What happens in a call, as the agent's messages and the page's own acts tell it. */
export type CallEvent =
  | { type: "starting" }
  | { type: "connected"; at: number }
  | { type: "user-started" }
  | { type: "user-stopped"; at: number }
  | { type: "heard"; text: string; final: boolean }
  | { type: "typed"; text: string; at: number }
  | { type: "thinking"; at: number }
  | { type: "agent-started" }
  | { type: "agent-stopped" }
  | { type: "segment"; id: number; spoken: string; complete: boolean }
  | { type: "interrupted" }
  | { type: "answer-cut"; heard: string }
  | { type: "note"; text: string } // a provider failed, or another took over
  | { type: "ending"; reason: EndReason; message: string }
  | { type: "lost" }
  | { type: "recovered" }
  | { type: "ended"; reason: EndReason; at: number }
  | { type: "tick"; at: number };
