import type { Http } from "../api/http";
import { record } from "../call/fields";
import { listOf } from "../history/summary";
import { type Fact, factOf, type Told } from "./fact";
import { type Privacy, privacyOf } from "./privacy";

/** In which header the server looks for the person's key. */
const PERSON_HEADER = "X-Repartee-Person";

/** The server's routes about what it stores. Every method throws `ApiFailure` alone. */
export class PrivacyApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async privacy(): Promise<Privacy> {
    return privacyOf(await this.#http.ask("/api/privacy"));
  }

  /** All that is remembered of whoever has the key. */
  async facts(person: string): Promise<Fact[]> {
    const answer = await this.#http.ask("/api/facts", headed(person));
    return listOf(record(answer).facts, factOf);
  }

  async addFact(person: string, { subject, value }: Told): Promise<void> {
    await this.#http.ask("/api/facts", { body: { subject, value }, ...headed(person) });
  }

  async changeFact(person: string, { id, subject, value }: Fact): Promise<void> {
    const body = { subject, value };
    await this.#http.ask(pathOf(id), { method: "PATCH", body, ...headed(person) });
  }

  async forgetFact(person: string, id: string): Promise<void> {
    await this.#http.ask(pathOf(id), { method: "DELETE", ...headed(person) });
  }

  async forgetAllFacts(person: string): Promise<void> {
    await this.#http.ask("/api/facts", { method: "DELETE", ...headed(person) });
  }
}

function pathOf(id: string): string {
  return `/api/facts/${encodeURIComponent(id)}`;
}

function headed(person: string): { headers: Record<string, string> } {
  return { headers: { [PERSON_HEADER]: person } };
}
