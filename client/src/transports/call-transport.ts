import type { Transport } from "@pipecat-ai/client-js";
import type { LinkCounts } from "../call/link-quality";

/** The agent's voice as a transport gives it: WebRTC a track, WebSocket a part of a graph. */
export type AgentVoice = MediaStreamTrack | AudioNode;

/** Who is told what a transport sees and Pipecat's client does not tell. */
export interface TransportListener {
  /** Every message of the server; the client drops those that are newer than itself. */
  onMessage(message: { type: string; data?: unknown }): void;
  onAgentVoice(voice: AgentVoice): void;
  /** The way is broken, and will not mend by itself. */
  onBroken(): void;
}

/** A way to the server: what a call needs beyond what Pipecat's client does. */
export interface CallTransport extends Transport {
  /** Whether messages can pass; media then can, too. */
  readonly channelOpen: boolean;
  /** Send another track in place of the one in use. */
  speakThrough(track: MediaStreamTrack): Promise<void>;
  /** A count that rises while the other side is there, several times a second. */
  signsOfLife(): Promise<number>;
  /** What came so far; null while there is no connection. */
  counts(): Promise<LinkCounts | null>;
  /** Settles when what was sent has left, or after a moment. */
  flushed(): Promise<void>;
}
