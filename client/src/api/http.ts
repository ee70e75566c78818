import { apiUrl } from "./base";
import { ApiFailure, failureOf, readJson } from "./failure";

/** How to ask, beside the path. */
export interface Asking {
  method?: "POST" | "PATCH" | "DELETE";
  /** Sent as JSON, by `POST` where no method is given. */
  body?: unknown;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

const USUAL_TIMEOUT_MS = 10_000;
const NO_CONTENT = 204;

/** Asks the server over HTTP. */
export class Http {
  readonly #page: string;

  /** @param page The page's own address; routes are found from it. */
  constructor(page: string) {
    this.#page = page;
  }

  /** The absolute address of a route. */
  url(path: string): string {
    return apiUrl(path, this.#page);
  }

  /**
   * Ask, and read the answer.
   *
   * @returns The JSON object or list; an empty object where the server has nothing to say.
   * @throws {ApiFailure} Nothing else.
   */
  async ask(path: string, how: Asking = {}): Promise<object> {
    const answer = await this.#fetch(path, how);
    if (!answer.ok) throw await failureOf(answer);
    if (answer.status === NO_CONTENT) return {};
    const body = await readJson(answer);
    if (typeof body !== "object" || body === null)
      throw new ApiFailure("unreadable", answer.status);
    return body;
  }

  /**
   * Ask for a file.
   *
   * @throws {ApiFailure} Nothing else.
   */
  async file(path: string, how: Asking = {}): Promise<Blob> {
    const answer = await this.#fetch(path, how);
    if (!answer.ok) throw await failureOf(answer);
    try {
      return await answer.blob();
    } catch {
      throw new ApiFailure("unreachable");
    }
  }

  async #fetch(path: string, how: Asking): Promise<Response> {
    const sends = how.body !== undefined;
    const request: RequestInit = {
      cache: "no-store",
      method: how.method ?? (sends ? "POST" : "GET"),
      signal: AbortSignal.timeout(how.timeoutMs ?? USUAL_TIMEOUT_MS),
      headers: { ...how.headers, ...(sends ? { "Content-Type": "application/json" } : {}) },
      ...(sends ? { body: JSON.stringify(how.body) } : {}),
    };
    try {
      return await fetch(this.url(path), request);
    } catch {
      throw new ApiFailure("unreachable");
    }
  }
}
