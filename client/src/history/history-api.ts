import { ApiFailure } from "../api/failure";
import type { Http } from "../api/http";
import { type Upload, upload } from "../api/upload";
import { record, words } from "../call/fields";
import { type Peaks, peaksOf } from "../replay/peaks";
import { type Logged, loggedOf } from "./logged";
import { parametersOf, type Query } from "./query";
import { type Batch, listOf, type Summary, summaryOf } from "./summary";

/** The most events that are asked for at once. */
export const EVENTS_AT_ONCE = 500;
/** Looking through a long history takes its time. */
const SEARCH_TIMEOUT_MS = 30_000;
/** The server listens to hours of sound before it answers for the first time. */
const PEAKS_TIMEOUT_MS = 120_000;

/** In which forms a conversation can be taken away. */
export type ExportFormat = "json" | "markdown" | "webvtt" | "zip";

/** The server's routes about earlier conversations. Every method throws `ApiFailure` alone. */
export class HistoryApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** @param cursor Where to go on; empty for the beginning. */
  async conversations(query: Query, cursor = ""): Promise<Batch<Summary>> {
    const parameters = parametersOf(query, Date.now(), cursor);
    const answer = record(
      await this.#http.ask(`/api/conversations?${parameters}`, { timeoutMs: SEARCH_TIMEOUT_MS }),
    );
    return { items: listOf(answer.items, summaryOf), cursor: words(answer.cursor) };
  }

  /** @param after The number of the event after which to go on; 0 for the beginning. */
  async events(id: string, after: number): Promise<Logged[]> {
    const path = `${pathOf(id)}/events?after=${after}&limit=${EVENTS_AT_ONCE}`;
    return listOf(record(await this.#http.ask(path)).events, loggedOf);
  }

  /**
   * Take an exported conversation back.
   *
   * @param newId Whether it shall be another one, beside the one that may be there.
   */
  async bringBack(file: Blob, { newId, ...how }: Upload & { newId: boolean }): Promise<Summary> {
    const url = this.#http.url(`/api/conversations/import?new_id=${newId}`);
    const conversation = summaryOf(await upload(url, file, how));
    if (!conversation) throw new ApiFailure("unreadable");
    return conversation;
  }

  async rename(id: string, title: string): Promise<void> {
    await this.#http.ask(pathOf(id), { method: "PATCH", body: { title } });
  }

  async forget(id: string): Promise<void> {
    await this.#http.ask(pathOf(id), { method: "DELETE" });
  }

  async forgetAll(): Promise<void> {
    await this.#http.ask("/api/conversations", { method: "DELETE" });
  }

  /** Where a conversation is taken away from, as a file. */
  exportUrl(id: string, format: ExportFormat): string {
    return this.#http.url(`${pathOf(id)}/export?format=${format}`);
  }

  /** How loud a sitting's sound is from beginning to end. */
  async peaks(id: string, sitting: number): Promise<Peaks> {
    const path = `${pathOf(id)}/peaks?sitting=${sitting}`;
    return peaksOf(await this.#http.ask(path, { timeoutMs: PEAKS_TIMEOUT_MS }));
  }

  /** Where the sound of a sitting comes from. */
  audioUrl(id: string, sitting: number): string {
    return this.#http.url(`${pathOf(id)}/audio?sitting=${sitting}`);
  }
}

function pathOf(id: string): string {
  return `/api/conversations/${encodeURIComponent(id)}`;
}
