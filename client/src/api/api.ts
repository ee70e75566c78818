import { apiUrl, socketUrl } from "./base";
import { ApiFailure, failureOf, readJson } from "./failure";
import type { PhraseGroup, ServerInfo, StartChoices, WebRTCParams, WebSocketParams } from "./types";

interface Asking {
  method?: "POST" | "DELETE";
  body?: string;
  timeoutMs: number;
}

function pullPath(name: string): string {
  return `/api/models/${name.split("/").map(encodeURIComponent).join("/")}/pull`;
}

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

  /** Ask for a conversation, or to come back to one; tells how to connect. */
  async start(choices: StartChoices): Promise<WebRTCParams | WebSocketParams> {
    const body = JSON.stringify(choices);
    const answer = await this.#ask("/start", { body, timeoutMs: 10_000 });
    return choices.transport === "websocket"
      ? this.#socketParams(answer as Partial<WebSocketParams>)
      : this.#offerParams(answer as Partial<WebRTCParams>);
  }

  /** Have a model fetched, or fetched once more. */
  async fetchModel(name: string): Promise<void> {
    await this.#ask(pullPath(name), { method: "POST", timeoutMs: 10_000 });
  }

  /** Stop fetching a model; what came so far is kept. */
  async stopFetching(name: string): Promise<void> {
    await this.#ask(pullPath(name), { method: "DELETE", timeoutMs: 10_000 });
  }

  /** Where the server tells, as it happens, which models are on their way. */
  get downloadEvents(): string {
    return apiUrl("/api/models/events", this.#page);
  }

  #offerParams(answer: Partial<WebRTCParams>): WebRTCParams {
    const request = answer.webrtcRequestParams;
    if (typeof request?.endpoint !== "string") throw new ApiFailure("unreadable", 200);
    return {
      ...answer,
      webrtcRequestParams: { ...request, endpoint: apiUrl(request.endpoint, this.#page) },
    };
  }

  #socketParams({ wsUrl, ...rest }: Partial<WebSocketParams>): WebSocketParams {
    if (typeof wsUrl !== "string") throw new ApiFailure("unreadable", 200);
    return { ...rest, wsUrl: socketUrl(wsUrl, this.#page) };
  }

  async #ask(path: string, how: Asking): Promise<unknown> {
    const answer = await this.#fetch(path, how);
    if (!answer.ok) throw await failureOf(answer);
    const body = await readJson(answer);
    if (typeof body !== "object" || body === null)
      throw new ApiFailure("unreadable", answer.status);
    return body;
  }

  async #fetch(path: string, how: Asking): Promise<Response> {
    const post = { method: "POST", headers: { "Content-Type": "application/json" } };
    const request: RequestInit = {
      cache: "no-store",
      method: how.method ?? "GET",
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
