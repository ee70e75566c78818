import { afterEach, describe, expect, it, vi } from "vitest";
import { Api } from "./api";
import type { ApiFailure } from "./failure";

const PAGE = "http://localhost:7860/client/";

function answering(answer: Response | Error) {
  const fetched = vi.fn(() =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  );
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

const failing = async (answer: Response | Error): Promise<ApiFailure> => {
  answering(answer);
  return new Api(PAGE).start({}).then(
    () => expect.unreachable("should have failed"),
    (error) => error as ApiFailure,
  );
};

afterEach(() => vi.unstubAllGlobals());

describe("Api.start", () => {
  it("asks at the server's root and resolves the offer's address against it", async () => {
    const request = { endpoint: "/api/offer", requestData: { session_id: "s" } };
    const fetched = answering(json({ sessionId: "s", webrtcRequestParams: request }));
    const answer = await new Api(PAGE).start({ voice: "slt", greeting: false });
    if (!("webrtcRequestParams" in answer)) throw new Error("This is how to open a WebSocket");
    expect(fetched).toHaveBeenCalledWith(
      "http://localhost:7860/start",
      expect.objectContaining({ method: "POST", body: '{"voice":"slt","greeting":false}' }),
    );
    expect(answer.webrtcRequestParams).toEqual({
      endpoint: "http://localhost:7860/api/offer",
      requestData: { session_id: "s" },
    });
  });

  it("passes on the server's own sentence and when to try again", async () => {
    const full = json({ detail: "All 4 lines are busy." }, 503, { "Retry-After": "30" });
    const failure = await failing(full);
    expect(failure).toMatchObject({
      kind: "status",
      status: 503,
      detail: "All 4 lines are busy.",
      retryAfterSecs: 30,
    });
  });

  it.each([
    ["Bearer", false],
    ['Bearer error="invalid_token"', true],
  ])("tells whether a token was wrong from %s", async (asked, wrongToken) => {
    const refused = json({ detail: "…" }, 401, { "WWW-Authenticate": asked });
    expect(await failing(refused)).toMatchObject({ status: 401, wrongToken });
  });

  it.each([502, 200])("knows a proxy's HTML page with status %d for what it is", async (status) => {
    const page = new Response("<html>Bad Gateway</html>", { status });
    expect(await failing(page)).toMatchObject({ kind: "unreadable", status });
  });

  it("calls a server that does not answer unreachable", async () => {
    expect(await failing(new TypeError("Failed to fetch"))).toMatchObject({ kind: "unreachable" });
  });

  it("does not connect with an answer that names no endpoint", async () => {
    expect(await failing(json({ sessionId: "s" }))).toMatchObject({ kind: "unreadable" });
  });

  it("ignores a Retry-After that is a date", async () => {
    const headers = { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" };
    expect(await failing(json({}, 503, headers))).toMatchObject({ retryAfterSecs: 0 });
  });
});

describe("Api.health", () => {
  it.each([
    ["every part", json({ checks: { brain: "degraded" } }), { brain: "degraded" }],
    ["a server that says no", json({ status: "degraded" }, 503), {}],
    ["a proxy's error page", new Response("<html>", { status: 502 }), null],
    ["no answer", new TypeError("Failed to fetch"), null],
  ])("for %s", async (_, answer, expected) => {
    answering(answer);
    expect(await new Api(PAGE).health(1000)).toEqual(expected);
  });
});
