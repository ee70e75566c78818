import type { PipecatClientOptions, RTVIMessage } from "@pipecat-ai/client-js";
import { SmallWebRTCTransport } from "@pipecat-ai/small-webrtc-transport";
import type { CallMedia } from "../media/call-media";

/** Parts of the transport that its type declarations leave out; the version is pinned. */
interface Hidden {
  pc: RTCPeerConnection | null;
  dc: RTCDataChannel | null;
  attemptReconnection(recreate: boolean): Promise<void>;
}

const ORIGINAL = SmallWebRTCTransport.prototype as unknown as Hidden;

/** Pipecat's WebRTC transport, which lets the page see messages and the connection itself. */
export class CallTransport extends SmallWebRTCTransport {
  /**
   * Whether a broken path may be replaced by a new offer. Not once the server was gone: a new
   * process would take the offer for a stranger's, and answer with a conversation of its own.
   */
  mayReconnect = true;
  readonly #onMessage: (message: RTVIMessage) => void;

  constructor(media: CallMedia, onMessage: (message: RTVIMessage) => void) {
    super({ mediaManager: media });
    this.#onMessage = onMessage;
  }

  // The client drops messages newer than itself, "bot-interrupted" among them.
  override initialize(
    options: PipecatClientOptions,
    handler: (message: RTVIMessage) => void,
  ): void {
    super.initialize(options, (message) => {
      this.#onMessage(message);
      handler(message);
    });
  }

  // Overrides the original, which also stops the microphone: a reconnect hands the very same track
  // to the new connection before it closes the old one, and the person would be mute from then on.
  closePeerConnection(connection: RTCPeerConnection): void {
    connection.close();
  }

  async attemptReconnection(recreate: boolean): Promise<void> {
    if (this.mayReconnect) await ORIGINAL.attemptReconnection.call(this, recreate);
  }

  get channelOpen(): boolean {
    return this.#hidden.dc?.readyState === "open";
  }

  /** Audio packets received so far; they come every 20 ms, silence included. */
  async packetsReceived(): Promise<number> {
    const report = await this.#hidden.pc?.getStats();
    let packets = 0;
    report?.forEach((entry) => {
      if (entry.type === "inbound-rtp" && entry.kind === "audio") packets += entry.packetsReceived;
    });
    return packets;
  }

  /** Send another track in place of the one in use. */
  async speakThrough(track: MediaStreamTrack): Promise<void> {
    const [audio] = this.#hidden.pc?.getTransceivers() ?? [];
    await audio?.sender.replaceTrack(track);
  }

  get #hidden(): Hidden {
    return this as unknown as Hidden;
  }
}
