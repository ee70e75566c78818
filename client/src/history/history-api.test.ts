import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Http } from "../api/http";
import { HistoryApi } from "./history-api";
import { ANYTHING } from "./query";

const NOW = Date.parse("2026-03-10T00:00:00Z");
const api = new HistoryApi(new Http("http://localhost:7860/client/"));

function answering(answer: unknown, status = 200) {
  const body = status === 204 ? null : JSON.stringify(answer);
  const fetched = vi.fn(async (_url: string, _how: RequestInit) => new Response(body, { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the list", () => {
  it("asks for what is sought", async () => {
    const fetched = answering({ items: [], cursor: "" });
    await api.conversations({ text: " red car ", days: 7, errors: true }, "c1");
    expect(fetched.mock.calls[0]?.[0]).toBe(
      "http://localhost:7860/api/conversations?q=red+car&since=2026-03-03T00%3A00%3A00.000Z&errors=true&cursor=c1",
    );
  });

  it("leaves out what it cannot read", async () => {
    const known = {
      id: "a",
      began_at: "2026-03-01T12:00:00Z",
      ended_at: null,
      has_audio: true,
      turns: "many",
      snippet: [["a ", false], ["red", true], 7],
    };
    answering({ items: [known, null, { title: "no id" }], cursor: "c2" });
    const { items, cursor } = await api.conversations(ANYTHING);
    expect(cursor).toBe("c2");
    expect(items).toMatchObject([
      {
        id: "a",
        open: true,
        hasAudio: true,
        turns: 0,
        lastAt: Date.parse("2026-03-01T12:00:00Z"),
        snippet: [
          { text: "a ", isMatch: false },
          { text: "red", isMatch: true },
        ],
      },
    ]);
  });
});

describe("one conversation", () => {
  it("is asked for by its id, whatever stands in it", async () => {
    const fetched = answering({ events: [] });
    await api.events("../a b", 7);
    const path = "http://localhost:7860/api/conversations/..%2Fa%20b";
    expect(fetched.mock.calls[0]?.[0]).toBe(`${path}/events?after=7&limit=500`);
    expect(api.exportUrl("../a b", "zip")).toBe(`${path}/export?format=zip`);
  });

  it("is renamed and forgotten, though the server has nothing to say", async () => {
    const fetched = answering(null, 204);
    await api.rename("a", "Trip");
    await api.forget("a");
    const asked = fetched.mock.calls.map(([, { method, body }]) => [method, body]);
    expect(asked).toEqual([
      ["PATCH", '{"title":"Trip"}'],
      ["DELETE", undefined],
    ]);
  });
});
