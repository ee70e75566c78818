import { ApiFailure } from "../api/failure";
import { NotConnectedError } from "../call/connection";
import { MicrophoneError } from "../media/microphone";
import { STRINGS } from "../strings";
import { type Problem, problem, problemOfMicrophone, problemOfRequest } from "./problem";

/** The browser lacks what calls need. */
export class Unsupported extends Error {}

/** Say in a person's words why no call came about. */
export function explain(error: unknown): Problem {
  if (error instanceof MicrophoneError) return explainMicrophone(error.name);
  if (error instanceof ApiFailure) return problemOfRequest(error);
  if (error instanceof NotConnectedError) {
    return problem(error.missing === "media" ? "no-media" : "agent-silent");
  }
  return problem(error instanceof Unsupported ? "unsupported" : "agent-silent");
}

function explainMicrophone(name: string): Problem {
  const cause = problemOfMicrophone(name);
  // The one who starts the server can do something about it: tell them what, to the letter.
  return cause.code === "insecure" ? { ...cause, detail: STRINGS.overHttps(location.host) } : cause;
}
