import { afterEach, beforeEach, vi } from "vitest";
import { Http } from "../api/http";

/** What a test's server was asked. */
export interface Asked {
  method: string;
  path: string;
  body: unknown;
  headers: Readonly<Record<string, string>>;
}

type Answer = object | null | { status: number; detail: string };

/** A server of answers by method and path, for tests; whatever else is asked is not there. */
export interface TestServer {
  readonly http: Http;
  readonly asked: readonly Asked[];
  /** @param route Such as `GET /api/privacy`, without what follows a question mark. */
  answers: Record<string, Answer | ((asked: Asked) => Answer)>;
}

/** Prepare a server before each test of a file. */
export function testServer(): TestServer {
  const asked: Asked[] = [];
  const server = { http: new Http("http://localhost:7860/client/"), asked, answers: {} };
  beforeEach(() => {
    asked.length = 0;
    server.answers = {};
    vi.spyOn(globalThis, "fetch").mockImplementation(async (url, how) =>
      answer(server, String(url), how ?? {}),
    );
  });
  afterEach(() => void vi.mocked(fetch).mockRestore());
  return server;
}

function answer(server: TestServer, url: string, how: RequestInit): Response {
  const { pathname, search } = new URL(url);
  const one: Asked = {
    method: how.method ?? "GET",
    path: pathname + search,
    body: typeof how.body === "string" ? JSON.parse(how.body) : undefined,
    headers: (how.headers ?? {}) as Record<string, string>,
  };
  (server.asked as Asked[]).push(one);
  const given = server.answers[`${one.method} ${pathname}`];
  const said = typeof given === "function" ? given(one) : given;
  if (said === undefined) return Response.json({ detail: "No such thing." }, { status: 404 });
  if (said === null) return new Response(null, { status: 204 });
  return Response.json(said, { status: "status" in said ? Number(said.status) : 200 });
}
