import type { FailureKind } from "../api/failure";

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
  | "budget-spent"
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
  "budget-spent": "dismiss",
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
