import { afterEach, expect, it, vi } from "vitest";
import { OPENING, update } from "../app/state";
import { type Download, followDownloads, readDownloads } from "./downloads";

const RUNNING: Download = {
  name: "kokoro-82m",
  phase: "running",
  fraction: 0.5,
  bytes_per_sec: 1,
  secs_left: 1,
  detail: "",
};

afterEach(() => vi.unstubAllGlobals());

it("reads what the server tells, without what was stopped", () => {
  const stopped = { ...RUNNING, name: "whisper-tiny", phase: "cancelled" };
  expect(readDownloads(JSON.stringify({ downloads: [RUNNING, stopped] }))).toEqual([RUNNING]);
});

it.each(["", "<html>", "{}", '{"downloads": 3}'])("takes %j for nothing", (data) => {
  expect(readDownloads(data)).toEqual([]);
});

it("hands on each message, until it is stopped", () => {
  const close = vi.fn();
  const source: { onmessage?: (event: { data: string }) => void; url?: string } = {};
  vi.stubGlobal(
    "EventSource",
    class {
      close = close;
      constructor(url: string) {
        source.url = url;
      }
      set onmessage(listener: (event: { data: string }) => void) {
        source.onmessage = listener;
      }
    },
  );
  const onChange = vi.fn();
  const stop = followDownloads("http://localhost/api/models/events", onChange);
  source.onmessage?.({ data: JSON.stringify({ downloads: [RUNNING] }) });
  expect(source.url).toBe("http://localhost/api/models/events");
  expect(onChange).toHaveBeenCalledWith([RUNNING]);
  stop();
  expect(close).toHaveBeenCalled();
});

it("draws nothing anew while nothing is on its way", () => {
  const busy = update(OPENING, { type: "downloads", downloads: [RUNNING] });
  expect(busy.downloads).toEqual([RUNNING]);
  expect(update(OPENING, { type: "downloads", downloads: [] })).toBe(OPENING);
  expect(update(busy, { type: "downloads", downloads: [] }).downloads).toEqual([]);
});
