import { pullPath } from "../models/catalogue";
import { apiUrl, socketUrl } from "./base";
import { ApiFailure } from "./failure";
import { Http } from "./http";
import type { PhraseGroup, ServerInfo, StartChoices, WebRTCParams, WebSocketParams } from "./types";

/** A voice that was not asked for a while may have to be loaded. */
const SAMPLE_TIMEOUT_MS = 30_000;

/** The server's HTTP routes. Every method throws `ApiFailure` alone. */
export class Api {
  readonly #page: string;
  readonly #http: Http;

  /** @param page The page's own address; routes are found from it. */
  constructor(page: string) {
    this.#page = page;
    this.#http = new Http(page);
  }

  async info(): Promise<ServerInfo> {
    return (await this.#http.ask("/api/info", { timeoutMs: 5_000 })) as ServerInfo;
  }

  async phrases(): Promise<PhraseGroup[]> {
    const answer = (await this.#http.ask("/api/phrases", { timeoutMs: 5_000 })) as {
      groups?: PhraseGroup[];
    };
    return answer.groups ?? [];
  }

  /**
   * How every part of the server is, by its name.
   *
   * @returns Null if the server does not answer at all.
   */
  async health(timeoutMs: number): Promise<Record<string, string> | null> {
    try {
      const { checks } = (await this.#http.ask("/health", { timeoutMs })) as {
        checks?: Record<string, string>;
      };
      return checks ?? {};
    } catch (error) {
      return error instanceof ApiFailure && error.kind === "status" ? {} : null;
    }
  }

  /** How a voice sounds. */
  async voiceSample(voice: string, language: string): Promise<Blob> {
    const query = new URLSearchParams({ voice, language });
    return this.#http.file(`/api/voice-sample?${query}`, { timeoutMs: SAMPLE_TIMEOUT_MS });
  }

  /** Ask for a conversation, or to come back to one; tells how to connect. */
  async start(choices: StartChoices): Promise<WebRTCParams | WebSocketParams> {
    const answer = await this.#http.ask("/start", { body: choices });
    return choices.transport === "websocket"
      ? this.#socketParams(answer as Partial<WebSocketParams>)
      : this.#offerParams(answer as Partial<WebRTCParams>);
  }

  /** Have a model fetched, or fetched once more. */
  async fetchModel(name: string): Promise<void> {
    await this.#http.ask(pullPath(name), { method: "POST" });
  }

  /** Stop fetching a model; what came so far is kept. */
  async stopFetching(name: string): Promise<void> {
    await this.#http.ask(pullPath(name), { method: "DELETE" });
  }

  /** Where the server tells, as it happens, which models are on their way. */
  get downloadEvents(): string {
    return this.#http.url("/api/models/events");
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
}
