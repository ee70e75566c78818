/** Where a download is in its life. */
export type DownloadPhase = "starting" | "running" | "checking" | "done" | "failed" | "cancelled";

/** How far one download has got, as the server tells it. */
export interface Download {
  name: string;
  phase: DownloadPhase;
  /** 0 to 1; null where the whole size is unknown. */
  fraction: number | null;
  bytes_per_sec: number | null;
  secs_left: number | null;
  /** What went wrong, where it failed. */
  detail: string;
}

/**
 * Learn as it happens which models are on their way. The server ends the stream whenever there are
 * none; the browser then asks again every few seconds, and for ever if the server is gone.
 *
 * @param url Where the server tells.
 * @param onChange Is handed all of them each time.
 * @returns What stops it.
 */
export function followDownloads(
  url: string,
  onChange: (downloads: readonly Download[]) => void,
): () => void {
  const events = new EventSource(url);
  events.onmessage = ({ data }) => onChange(readDownloads(String(data)));
  return () => events.close();
}

/** The downloads in one message; none where it cannot be read. */
export function readDownloads(data: string): readonly Download[] {
  try {
    const { downloads } = JSON.parse(data) as { downloads?: Download[] };
    return Array.isArray(downloads) ? downloads.filter(({ phase }) => phase !== "cancelled") : [];
  } catch {
    return [];
  }
}

/** Rate and time left, such as `12.3 MB/s` and `48 s`; only what is known. */
export function figures(download: Download): { rate: string; left: string } {
  const { bytes_per_sec: rate, secs_left: left } = download;
  return {
    rate: rate === null ? "" : rateText(rate),
    left: left === null ? "" : timeText(Math.round(left)),
  };
}

function rateText(bytesPerSec: number): string {
  return bytesPerSec < 1e6
    ? `${Math.round(bytesPerSec / 1e3)} kB/s`
    : `${(bytesPerSec / 1e6).toFixed(1)} MB/s`;
}

function timeText(secs: number): string {
  if (secs < 60) return `${secs} s`;
  if (secs < 3600) return `${Math.ceil(secs / 60)} min`;
  return `${(secs / 3600).toFixed(1)} h`;
}
