import type { FailureKind } from "../api/failure";
import type { CallEvent } from "../call/events";

/** Everything that can go wrong, as far as the person must know. */
export type ProblemCode =
  | "mic-denied"
  | "mic-missing"
  | "mic-busy"
  | "mic-failed"
  | "mic-lost"
  | "mic-silent"
  | "insecure"
  | "unsupported"
  | "server-gone"
  | "cannot-continue"
  | "server-full"
  | "server-draining"
  | "server-stopping"
  | "budget-spent"
  | "part-failed"
  | "bad-answer"
  | "refused"
  | "no-access"
  | "wrong-token"
  | "bad-invitation"
  | "no-media"
  | "agent-silent"
  | "agent-fault"
  | "sound-blocked";

/** What the one button of a problem does. */
export type Remedy =
  | "type-only"
  | "try-again"
  | "talk-again"
  | "turn-on-sound"
  | "check-server"
  | "choose-sound"
  | "choose-part"
  | "dismiss";

/** A problem, with what the page can add to its words. */
export interface Problem {
  code: ProblemCode;
  remedy: Remedy;
  /** The server's own sentence, where it sent one. */
  detail: string;
  /** When to try again, in seconds; 0 if unknown. */
  retryAfterSecs: number;
}

const REMEDIES: Record<ProblemCode, Remedy> = {
  "mic-denied": "type-only",
  "mic-missing": "type-only",
  "mic-busy": "type-only",
  "mic-failed": "type-only",
  "mic-lost": "dismiss",
  "mic-silent": "choose-sound",
  insecure: "type-only",
  unsupported: "dismiss",
  "server-gone": "check-server",
  "cannot-continue": "talk-again",
  "server-full": "try-again",
  "server-draining": "try-again",
  "server-stopping": "dismiss",
  "budget-spent": "dismiss",
  "part-failed": "choose-part",
  "bad-answer": "try-again",
  refused: "try-again",
  "no-access": "dismiss",
  "wrong-token": "dismiss",
  "bad-invitation": "dismiss",
  "no-media": "try-again",
  "agent-silent": "try-again",
  "agent-fault": "dismiss",
  "sound-blocked": "turn-on-sound",
};

/** A problem with its remedy. */
export function problem(code: ProblemCode, detail = "", retryAfterSecs = 0): Problem {
  return { code, remedy: REMEDIES[code], detail, retryAfterSecs };
}

/**
 * Whether something that a person must know of is wrong after an event of the call.
 *
 * @param before What was wrong before.
 */
export function problemAfter(before: Problem | null, event: CallEvent): Problem | null {
  if (event.type === "draining" && event.on) return problem("server-stopping");
  const failed = before?.code === "part-failed";
  if (event.type === "part-changed" && !event.works) return problem("part-failed", event.text);
  const over = event.type === "part-changed" || event.type === "starting" || event.type === "ended";
  if (failed && over) return null;
  const stays = event.type === "draining" || event.type === "starting" || event.type === "ended";
  return before?.code === "server-stopping" && stays ? null : before;
}

/** What the page knows of a request that failed. */
export interface Failure {
  kind: FailureKind;
  status: number;
  detail: string;
  retryAfterSecs: number;
  wrongToken?: boolean;
  /** Which of several problems of one status it is, where the server tells. */
  code?: string;
}

/** Explain a request that failed. */
export function problemOfRequest(failure: Failure): Problem {
  const { detail, retryAfterSecs } = failure;
  if (failure.kind === "unreachable") return problem("server-gone");
  if (failure.kind === "unreadable") return problem("bad-answer");
  if (failure.status === 401) return problem(failure.wrongToken ? "wrong-token" : "no-access");
  if (failure.status === 503 || failure.status === 429) {
    // The page's own words are in the person's language, and say as much.
    if (failure.code === "draining") return problem("server-draining", "", retryAfterSecs);
    const spent = failure.code === "budget-spent";
    return problem(spent ? "budget-spent" : "server-full", detail, retryAfterSecs);
  }
  return problem("refused", detail, retryAfterSecs);
}

/**
 * Explain why there is no microphone.
 *
 * @param name The name of the `DOMException` that `getUserMedia` threw.
 */
export function problemOfMicrophone(name: string): Problem {
  switch (name) {
    case "InsecureContextError":
      return problem("insecure");
    case "NotAllowedError":
    case "SecurityError":
      return problem("mic-denied");
    case "NotFoundError":
    case "OverconstrainedError":
      return problem("mic-missing");
    case "NotReadableError":
    case "AbortError":
      return problem("mic-busy");
    default:
      return problem("mic-failed");
  }
}
