import type { Assignment } from "../assignments/assignment";
import type { Caption } from "../captions/captions";
import type { Measured } from "../measures/measured";
import type { Membership, Participant } from "./membership";
import type { Progress } from "./running-tools";
import type { Setup } from "./setup";

/** Why a call is over. */
export type EndReason =
  | "goodbye"
  | "idle"
  | "time-limit"
  | "budget" // it, or all of today's, cost as much as they may
  | "stopping"
  | "error"
  | "replaced" // the same person went on elsewhere, in another tab
  | "you" // the person pressed stop
  | "hung-up" // the server closed the call and did not say why
  | "dropped" // the connection was lost
  | "failed"; // it never connected

/** What happens in a call, as the agent's messages and the page's own acts tell it. */
export type CallEvent =
  /** `earlier` is what was said in the conversation that is taken up. */
  | { type: "starting"; continued?: boolean; earlier?: readonly Caption[] }
  | { type: "connected"; at: number }
  | { type: "user-started" }
  | { type: "user-stopped"; at: number }
  | { type: "welcomed"; membership: Membership; resumed: boolean }
  | { type: "joined"; who: Participant; participants: readonly Participant[] }
  | { type: "left"; who: Participant; participants: readonly Participant[] }
  | { type: "heard"; text: string; final: boolean; by?: string }
  /** What was heard showed that somebody listens: it is no turn, and the agent goes on. */
  | { type: "aside"; text: string; by?: string }
  /** What the agent answers now. */
  | { type: "taken-up"; text: string }
  | { type: "typed"; text: string; at: number; by?: string }
  | { type: "thinking"; at: number }
  | { type: "agent-started" }
  | { type: "agent-stopped" }
  /** `rest` is what follows in this piece, where the voice tells word times. */
  | { type: "segment"; id: number; spoken: string; complete: boolean; rest?: string }
  | { type: "interrupted" }
  | { type: "answer-cut"; heard: string }
  | {
      type: "tool-called";
      callId: string;
      tool: string;
      arguments: readonly string[];
      at: number;
    }
  | { type: "tool-progress"; callId: string; progress: Progress }
  | { type: "tool-ended"; callId: string; outcome: string; failed: boolean }
  | { type: "asked"; id: string; question: string } // before a tool does something
  | { type: "question-settled"; id: string }
  | { type: "assignment"; assignment: Assignment } // work beside the talk
  | { type: "recording"; on: boolean } // the conversation's sound is kept, or is no more
  | { type: "changed"; setup: Setup } // voice, brain or instruction is another from now on
  | { type: "measured"; measured: Measured } // how long an answer took, and what it cost
  | { type: "note"; text: string } // what the server wants to be known
  /** A provider failed and nobody took over, or somebody does its work again. */
  | { type: "part-changed"; part: string; works: boolean; text: string }
  | { type: "draining"; on: boolean } // the server is about to stop, or stays after all
  | { type: "ending"; reason: EndReason; message: string }
  | { type: "lost"; at: number; until: number } // not waited for after `until`
  | { type: "recovered" } // the old connection works again
  | { type: "returned"; awayMs: number } // a new one took its place
  | { type: "ended"; reason: EndReason; at: number }
  | { type: "tick"; at: number };
