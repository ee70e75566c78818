import type { Http } from "../api/http";
import { type LiveSession, liveSessionsOf, type Operations, operationsOf } from "./operations";

/** The server's routes for whoever runs it. Every method throws `ApiFailure` alone. */
export class OperateApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async operations(): Promise<Operations> {
    return operationsOf(await this.#http.ask("/api/operations"));
  }

  async sessions(): Promise<LiveSession[]> {
    return liveSessionsOf(await this.#http.ask("/api/sessions"));
  }

  /** End a conversation that goes on; its callers are told that somebody did. */
  async end(id: string): Promise<void> {
    await this.#http.ask(`/api/sessions/${encodeURIComponent(id)}`, { method: "DELETE" });
  }
}
