import { apiUrl } from "./base";
import { ApiFailure, failureOf, readJson } from "./failure";
import type { PhraseGroup, ServerInfo, StartAnswer, StartChoices } from "./types";

/** The server's HTTP routes. Every method throws `ApiFailure` alone. */
export class Api {
  readonly #page: string;

  /** @param page The page's own address; routes are found from it. */
  constructor(page: string) {
    this.#page = page;
  }

  async info(): Promise<ServerInfo> {
    return (await this.#ask("/api/info", { timeoutMs: 5_000 })) as ServerInfo;
  }

  async phrases(): Promise<PhraseGroup[]> {
    const answer = (await this.#ask("/api/phrases", { timeoutMs: 5_000 })) as {
      groups?: PhraseGroup[];
    };
    return answer.groups ?? [];
  }

  /** Whether the server answers at all; it may say that it is degraded. */
  async alive(timeoutMs: number): Promise<boolean> {
    try {
      await this.#ask("/health", { timeoutMs });
      return true;
    } catch (error) {
      return error instanceof ApiFailure && error.kind === "status";
    }
  }

  /** Ask for a conversation. */
  async start(choices: StartChoices): Promise<StartAnswer> {
    const body = JSON.stringify(choices);
    const answer = (await this.#ask("/start", { body, timeoutMs: 10_000 })) as StartAnswer;
    const request = answer.webrtcRequestParams;
    if (typeof request?.endpoint !== "string") throw new ApiFailure("unreadable", 200);
    return {
      ...answer,
      webrtcRequestParams: { ...request, endpoint: apiUrl(request.endpoint, this.#page) },
    };
  }

  async #ask(path: string, how: { body?: string; timeoutMs: number }): Promise<unknown> {
    const answer = await this.#fetch(path, how);
    if (!answer.ok) throw await failureOf(answer);
    const body = await readJson(answer);
    if (typeof body !== "object" || body === null)
      throw new ApiFailure("unreadable", answer.status);
    return body;
  }

  async #fetch(path: string, how: { body?: string; timeoutMs: number }): Promise<Response> {
    const post = { method: "POST", headers: { "Content-Type": "application/json" } };
    const request: RequestInit = {
      cache: "no-store",
      signal: AbortSignal.timeout(how.timeoutMs),
      ...(how.body === undefined ? {} : { ...post, body: how.body }),
    };
    try {
      return await fetch(apiUrl(path, this.#page), request);
    } catch {
      throw new ApiFailure("unreachable");
    }
  }
}
