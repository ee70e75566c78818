import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiFailure } from "./failure";
import { upload } from "./upload";

/** A browser's request whose answer a test gives. */
class FakeRequest {
  upload = { onprogress: (_: { loaded: number; total: number }) => {} };
  onload = () => {};
  onerror = () => {};
  onabort = () => {};
  status = 0;
  responseText = "";
  open = vi.fn();
  send = vi.fn();
  abort = () => this.onabort();

  answer(status: number, text: string) {
    Object.assign(this, { status, responseText: text });
    this.onload();
  }
}

let request: FakeRequest;
const progress: number[] = [];
const stop = new AbortController();
const sent = () =>
  upload("/import", new Blob(["x"]), {
    onProgress: (fraction) => progress.push(fraction),
    signal: stop.signal,
  });

beforeEach(() => {
  progress.length = 0;
  request = new FakeRequest();
  vi.stubGlobal(
    "XMLHttpRequest",
    vi.fn(function make() {
      return request;
    }),
  );
});
afterEach(() => vi.unstubAllGlobals());

it("tells how far it is, and what the server answers", async () => {
  const answer = sent();
  request.upload.onprogress({ loaded: 1, total: 4 });
  request.upload.onprogress({ loaded: 4, total: 4 });
  request.answer(201, '{"id": "a"}');
  expect(await answer).toEqual({ id: "a" });
  expect(progress).toEqual([0.25, 1]);
  expect(request.open).toHaveBeenCalledWith("POST", "/import");
});

it.each([
  [422, '{"detail": "It is no export."}', { kind: "status", detail: "It is no export." }],
  [502, "<html>", { kind: "unreadable", status: 502 }],
  [201, "<html>", { kind: "unreadable", status: 201 }],
])("fails with the server's words: %d", async (status, text, failure) => {
  const answer = sent();
  request.answer(status, text);
  await expect(answer).rejects.toMatchObject(failure);
});

it("fails where nobody answers, and where it is stopped", async () => {
  const answer = sent();
  request.onerror();
  await expect(answer).rejects.toBeInstanceOf(ApiFailure);
  const stopped = sent();
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ kind: "unreachable" });
});
