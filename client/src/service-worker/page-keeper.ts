/** How a request is answered. */
export type Kind =
  | "page" // from the server; as it was kept where the server is away
  | "named-by-content" // as it was kept: another content would have another name
  | "file"; // like the page

/** What is used of the browser's `Cache`. */
export type Kept = Pick<Cache, "match" | "put" | "delete" | "keys">;

const FIRST_GATEWAY_ERROR = 502;
const LAST_GATEWAY_ERROR = 504;

/**
 * Keeps the page, so that it opens and says so while its server is away. Never what the server
 * says (its API), and never instead of what it would say: whoever can reach it has the newest page.
 */
export class PageKeeper {
  readonly #scope: URL;
  readonly #kept: () => Promise<Kept>;
  readonly #fetch: (request: Request | string) => Promise<Response>;

  /**
   * @param scope The page's own address.
   * @param kept Opens what was kept.
   * @param fetch Asks the server.
   */
  constructor(
    scope: string,
    kept: () => Promise<Kept>,
    fetch: (request: Request | string) => Promise<Response>,
  ) {
    this.#scope = new URL(scope);
    this.#kept = kept;
    this.#fetch = fetch;
  }

  /** Null for what is the server's alone. */
  kindOf({ method, mode, url }: Pick<Request, "method" | "mode" | "url">): Kind | null {
    const { origin, pathname } = new URL(url);
    const base = this.#scope.pathname;
    if (method !== "GET" || origin !== this.#scope.origin || !pathname.startsWith(base))
      return null;
    const path = pathname.slice(base.length);
    if (mode === "navigate") return path === "" || path === "index.html" ? "page" : null;
    if (path.startsWith("assets/")) return "named-by-content";
    return FILES.test(path) ? "file" : null;
  }

  /** Keep the page as it is now, with all that it needs at once. */
  async keep(): Promise<void> {
    const answer = await this.#fetch(this.#scope.href);
    if (!isPage(answer)) throw new TypeError("the server did not send its page");
    await this.#keepPage(answer);
  }

  /**
   * Answer a request.
   *
   * @param later Is given what goes on when the answer is there already.
   */
  async answer(
    kind: Kind,
    request: Request,
    later: (work: Promise<unknown>) => void,
  ): Promise<Response> {
    if (kind === "named-by-content") return this.#asset(request);
    // Without what is asked: a token in the address is not to be kept.
    const name = kind === "page" ? this.#scope.href : bare(request.url);
    const answer = await this.#fetch(request).catch(() => null);
    if (answer && !isGatewayError(answer)) {
      if (kind === "page" && isPage(answer)) later(this.#keepPage(answer.clone()));
      return answer;
    }
    const kept = await (await this.#kept()).match(name);
    return kept ?? answer ?? Response.error();
  }

  async #asset(request: Request): Promise<Response> {
    const cache = await this.#kept();
    const kept = await cache.match(request.url);
    if (kept) return kept;
    const answer = await this.#fetch(request);
    if (answer.ok) await cache.put(request.url, answer.clone());
    return answer;
  }

  async #keepPage(answer: Response): Promise<void> {
    const cache = await this.#kept();
    const { href } = this.#scope;
    const text = await answer.clone().text();
    const before = await cache.match(href);
    if (before && (await before.text()) === text) return;
    for (const old of await cache.keys()) await cache.delete(old);
    await cache.put(href, answer);
    await Promise.all(
      partsOf(text).map(async (part) => {
        const address = new URL(part, href).href;
        const fetched = await this.#fetch(address);
        if (fetched.ok) await cache.put(address, fetched);
      }),
    );
  }
}

/** What lies beside the page and keeps its name when it changes. */
const FILES = /^[\w-]+\.(js|svg|png|webmanifest)$/;

/** The files that a page of Vite's names: relative, so that the page works below any path. */
export function partsOf(page: string): string[] {
  return [...page.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, path]) => path ?? "");
}

function bare(url: string): string {
  const address = new URL(url);
  address.search = "";
  return address.href;
}

function isPage(answer: Response): boolean {
  const type = answer.headers.get("Content-Type") ?? "";
  return answer.ok && !answer.redirected && type.startsWith("text/html");
}

/** What a proxy says for a server that is away. */
function isGatewayError({ status }: Response): boolean {
  return status >= FIRST_GATEWAY_ERROR && status <= LAST_GATEWAY_ERROR;
}
