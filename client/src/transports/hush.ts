/** Long enough that some sound was played meanwhile, by which the browser counts. */
const SAMPLE_MS = 60;
/** A packet, and what the loudspeaker has taken already. */
const MARGIN_MS = 40;
/** What a browser holds back where it does not tell; Chromium's at 200 ms of jitter. */
const USUAL_MS = 300;
/** Longer, and the agent would seem to have lost its voice. */
const MOST_MS = 1_000;

/**
 * Silences what the browser still holds of an answer that was interrupted. Its jitter buffer cannot
 * be emptied from here, and on a bad network it goes on to play for up to half a second.
 *
 *     packets   ▮▮▮▮▮▮▮▮▮│  interrupted  │▮▮▮ the next answer
 *     held back          ├──── held ────┤
 *     heard     ▮▮▮▮▮▮▮▮▮│ hushed       │  ▮▮▮
 */
export class Hush {
  #last = 0;

  /** Be silent now, and until what comes from now on is played; never rejects. */
  async over(receiver: Pick<RTCRtpReceiver, "track" | "getStats">): Promise<void> {
    const mine = ++this.#last;
    const { track } = receiver;
    track.enabled = false;
    const begun = performance.now();
    const held = (await heldMs(receiver)) ?? USUAL_MS;
    await passed(begun + Math.min(held + MARGIN_MS, MOST_MS) - performance.now());
    // A later interruption has its own end.
    if (mine === this.#last) track.enabled = true;
  }
}

/** How long sound waits in the jitter buffer, in milliseconds; null where nothing tells. */
async function heldMs(receiver: Pick<RTCRtpReceiver, "getStats">): Promise<number | null> {
  try {
    const before = countsOf(await receiver.getStats());
    await passed(SAMPLE_MS);
    const after = countsOf(await receiver.getStats());
    const samples = after.samples - before.samples;
    return samples > 0 ? ((after.secs - before.secs) / samples) * 1000 : null;
  } catch {
    return null;
  }
}

/** Samples that were played so far, and for how long all of them together had waited. */
function countsOf(report: RTCStatsReport): { samples: number; secs: number } {
  const counts = { samples: 0, secs: 0 };
  report.forEach((entry) => {
    if (entry.type !== "inbound-rtp" || entry.kind !== "audio") return;
    counts.samples += entry.jitterBufferEmittedCount ?? 0;
    counts.secs += entry.jitterBufferDelay ?? 0;
  });
  return counts;
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
