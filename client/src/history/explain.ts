import { ApiFailure } from "../api/failure";
import { problemOfRequest } from "../problems/problem";
import { HISTORY, STRINGS } from "../strings";

/** Say in a person's words why a request failed: in the server's own, where it has some. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof ApiFailure)) return HISTORY.refused;
  const { code, detail } = problemOfRequest(error);
  if (code === "server-gone") return HISTORY.unreachable;
  return detail || (code === "refused" ? HISTORY.refused : STRINGS.problems[code].text);
}
