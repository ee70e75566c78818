import { record } from "../call/fields";

/** What went wrong with a request, so far as the page can tell. */
export type FailureKind =
  | "unreachable" // no answer at all
  | "status" // the server answered with an error
  | "unreadable"; // something answered, but not with the server's JSON: a proxy's error page

/** A request that failed; it never carries raw text from a page or an exception. */
export class ApiFailure extends Error {
  readonly kind: FailureKind;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The server's own sentence (RFC 9457 `detail`), empty if it sent none. */
  readonly detail: string;
  /** When to try again, in seconds; 0 if the server did not say. */
  readonly retryAfterSecs: number;
  /** Whether a token was shown, and is not good. */
  readonly wrongToken: boolean;
  /** Which of several problems of one status it is; empty where the server does not tell. */
  readonly code: string;

  constructor(
    kind: FailureKind,
    status = 0,
    detail = "",
    retryAfterSecs = 0,
    wrongToken = false,
    code = "",
  ) {
    super(`${kind} ${status}`);
    this.name = "ApiFailure";
    this.kind = kind;
    this.status = status;
    this.detail = detail;
    this.retryAfterSecs = retryAfterSecs;
    this.wrongToken = wrongToken;
    this.code = code;
  }
}

/** Read an error answer. */
export async function failureOf(answer: Response): Promise<ApiFailure> {
  const retryAfter = Number(answer.headers.get("Retry-After") ?? 0);
  const retryAfterSecs = Number.isFinite(retryAfter) ? Math.max(0, retryAfter) : 0;
  const body = await readJson(answer);
  if (body === undefined) return new ApiFailure("unreadable", answer.status, "", retryAfterSecs);
  // As RFC 6750 has it.
  const wrongToken = /error="invalid_token"/.test(answer.headers.get("WWW-Authenticate") ?? "");
  return new ApiFailure(
    "status",
    answer.status,
    textIn(body, "detail"),
    retryAfterSecs,
    wrongToken,
    textIn(body, "code"),
  );
}

/** The body as JSON, or undefined where it is none. */
export async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

function textIn(body: unknown, member: string): string {
  const value = record(body)[member];
  return typeof value === "string" ? value : "";
}
