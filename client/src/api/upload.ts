import { ApiFailure, failureOf, readJson } from "./failure";

/** How a file is sent. */
export interface Upload {
  /** @param fraction How much of it is on the server, from 0 to 1. */
  onProgress: (fraction: number) => void;
  /** Ends it before its time. */
  signal: AbortSignal;
}

/**
 * Send a file, and read the answer. `fetch` cannot tell how much was sent.
 *
 * @returns The JSON object.
 * @throws {ApiFailure} Nothing else; also where it was ended before its time.
 */
export async function upload(
  url: string,
  file: Blob,
  { onProgress, signal }: Upload,
): Promise<object> {
  const answer = await send(url, file, onProgress, signal);
  if (!answer.ok) throw await failureOf(answer);
  const body = await readJson(answer);
  if (typeof body !== "object" || body === null) throw new ApiFailure("unreadable", answer.status);
  return body;
}

function send(
  url: string,
  file: Blob,
  onProgress: Upload["onProgress"],
  signal: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(answerOf(request));
    request.onerror = request.onabort = () => reject(new ApiFailure("unreachable"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function answerOf(request: XMLHttpRequest): Response {
  return new Response(request.responseText || null, { status: request.status });
}
