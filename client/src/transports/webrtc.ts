import type { PipecatClientOptions, RTVIMessage } from "@pipecat-ai/client-js";
import { SmallWebRTCTransport } from "@pipecat-ai/small-webrtc-transport";
import type { LinkCounts } from "../call/link-quality";
import type { CallMedia } from "../media/call-media";
import type { CallTransport, TransportListener } from "./call-transport";
import { Hush } from "./hush";

/** Parts of the transport that its type declarations leave out; the version is pinned. */
interface Hidden {
  pc: RTCPeerConnection | null;
  dc: RTCDataChannel | null;
  attemptReconnection(recreate: boolean): Promise<void>;
  createDataChannel(label: string, options: RTCDataChannelInit): RTCDataChannel;
}

const ORIGINAL = SmallWebRTCTransport.prototype as unknown as Hidden;
const FLUSH_CHECK_MS = 20;
const LONGEST_FLUSH_MS = 300;

/** Pipecat's WebRTC transport, which lets the page see messages and the connection itself. */
export class WebRTCTransport extends SmallWebRTCTransport implements CallTransport {
  readonly #listener: TransportListener;
  readonly #hush = new Hush();
  #wasOpen = false;

  constructor(media: CallMedia, listener: TransportListener) {
    super({ mediaManager: media });
    this.#listener = listener;
  }

  override initialize(
    options: PipecatClientOptions,
    handler: (message: RTVIMessage) => void,
  ): void {
    const callbacks = { ...options.callbacks };
    callbacks.onTrackStarted = (track, participant) => {
      if (!participant?.local && track.kind === "audio") this.#listener.onAgentVoice(track);
    };
    super.initialize({ ...options, callbacks }, (message) => {
      if (message.type === "bot-interrupted") this.#silence();
      this.#listener.onMessage(message);
      handler(message);
    });
  }

  // Overrides the original, which also stops the microphone: whoever comes back speaks through it.
  closePeerConnection(connection: RTCPeerConnection): void {
    connection.close();
  }

  // The server closes the channel when it hangs up; the original notices by ICE, seconds later.
  createDataChannel(label: string, options: RTCDataChannelInit): RTCDataChannel {
    const channel = ORIGINAL.createDataChannel.call(this, label, options);
    channel.addEventListener("open", () => {
      this.#wasOpen = true;
    });
    channel.addEventListener("close", () => {
      if (this.#hidden.dc === channel && this.#hidden.pc) this.#listener.onBroken();
    });
    return channel;
  }

  /**
   * The original offers anew three times, to the same process or to none. Once the call was there,
   * the page comes back by itself: it knows when the network is back, and may choose another way.
   */
  async attemptReconnection(recreate: boolean): Promise<void> {
    if (this.#wasOpen && recreate) this.#listener.onBroken();
    else await ORIGINAL.attemptReconnection.call(this, recreate);
  }

  get channelOpen(): boolean {
    return this.#hidden.dc?.readyState === "open";
  }

  /** Audio packets received so far; they come every 200 ms at least. */
  async signsOfLife(): Promise<number> {
    const report = await this.#hidden.pc?.getStats();
    let packets = 0;
    report?.forEach((entry) => {
      if (entry.type === "inbound-rtp" && entry.kind === "audio") packets += entry.packetsReceived;
    });
    return packets;
  }

  async counts(): Promise<LinkCounts | null> {
    const report = await this.#hidden.pc?.getStats();
    return report ? countsIn(report) : null;
  }

  async speakThrough(track: MediaStreamTrack): Promise<void> {
    const [audio] = this.#hidden.pc?.getTransceivers() ?? [];
    await audio?.sender.replaceTrack(track);
  }

  async flushed(): Promise<void> {
    const until = Date.now() + LONGEST_FLUSH_MS;
    // Closing drops what was not acknowledged; the buffer tells only what was not sent.
    do await new Promise((resolve) => setTimeout(resolve, FLUSH_CHECK_MS));
    while (this.#hidden.dc?.bufferedAmount && Date.now() < until);
  }

  #silence(): void {
    const [audio] = this.#hidden.pc?.getTransceivers() ?? [];
    if (audio) void this.#hush.over(audio.receiver);
  }

  get #hidden(): Hidden {
    return this as unknown as Hidden;
  }
}

function countsIn(report: RTCStatsReport): LinkCounts {
  const counts: LinkCounts = { bytes: 0, packets: 0, lost: 0, roundTripMs: null, jitterMs: null };
  report.forEach((entry) => {
    if (entry.type === "candidate-pair" && entry.nominated) {
      counts.bytes += entry.bytesReceived ?? 0;
      counts.roundTripMs = millis(entry.currentRoundTripTime);
    }
    if (entry.type === "inbound-rtp" && entry.kind === "audio") {
      counts.packets = (counts.packets ?? 0) + entry.packetsReceived;
      counts.lost = (counts.lost ?? 0) + entry.packetsLost;
      counts.jitterMs = millis(entry.jitter);
    }
  });
  return counts;
}

function millis(secs: number | undefined): number | null {
  return secs === undefined ? null : secs * 1000;
}
