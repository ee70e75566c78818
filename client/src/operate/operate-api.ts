import type { Http } from "../api/http";
import { type Models, modelsOf, pullPath } from "../models/catalogue";
import { type LiveSession, liveSessionsOf, type Operations, operationsOf } from "./operations";

/** The server's routes for whoever runs it. Every method throws `ApiFailure` alone. */
export class OperateApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** @param hours How far back figures reach. */
  async operations(hours: number): Promise<Operations> {
    return operationsOf(await this.#http.ask(`/api/operations?hours=${hours}`));
  }

  async sessions(): Promise<LiveSession[]> {
    return liveSessionsOf(await this.#http.ask("/api/sessions"));
  }

  /** All models that the server can fetch, and those on their way. */
  async models(): Promise<Models> {
    return modelsOf(await this.#http.ask("/api/models"));
  }

  /** Have a model fetched, or fetched once more. */
  async fetchModel(name: string): Promise<void> {
    await this.#http.ask(pullPath(name), { method: "POST" });
  }

  /** Stop fetching a model; what came so far is kept. */
  async stopFetching(name: string): Promise<void> {
    await this.#http.ask(pullPath(name), { method: "DELETE" });
  }

  /** Let no new conversation begin, or let them begin again. */
  async drain(on: boolean): Promise<void> {
    await this.#http.ask("/api/operations/drain", { method: on ? "POST" : "DELETE" });
  }

  /** End a conversation that goes on; its callers are told that somebody did. */
  async end(id: string): Promise<void> {
    await this.#http.ask(`/api/sessions/${encodeURIComponent(id)}`, { method: "DELETE" });
  }
}
