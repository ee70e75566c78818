import {
  type PipecatClientOptions,
  RTVIMessage,
  Transport,
  type TransportState,
} from "@pipecat-ai/client-js";
import type { WebSocketParams } from "../../api/types";
import type { LinkCounts } from "../../call/link-quality";
import type { CallMedia } from "../../media/call-media";
import type { CallTransport, TransportListener } from "../call-transport";
import { SoundGraph, SPEECH_RATE } from "./sound-graph";
import { audioFrame, messageFrame, receivedFrame } from "./wire";

/** The socket was closed before the call began. */
class NotOpenError extends Error {}

/** Says neither goodbye (1000) nor that something failed: the caller may be back. */
const LEAVING = 4000;
const PING_MS = 1_000;
/** Sound that may wait to be sent; more than this is late, and in the way of what is not. */
const MOST_WAITING_BYTES = SPEECH_RATE * 2;
const FLUSH_CHECK_MS = 20;
const LONGEST_FLUSH_MS = 300;

/**
 * RTVI over a WebSocket. Pipecat's own transport plays without a jitter buffer, stays silent on the
 * wire while muted, so that the server waits for the end of a turn, and cannot be told to forget
 * what was interrupted.
 */
export class SocketTransport extends Transport implements CallTransport {
  readonly #media: CallMedia;
  readonly #context: AudioContext;
  readonly #listener: TransportListener;
  #socket: WebSocket | null = null;
  #graph: SoundGraph | null = null;
  #received = 0;
  #receivedBytes = 0;
  #roundTripMs: number | null = null;
  #lastPing = 0;
  /** An older server answers no pings; its silence then means nothing. */
  #answersPings = false;

  constructor(media: CallMedia, context: AudioContext, listener: TransportListener) {
    super();
    this.#media = media;
    this.#context = context;
    this.#listener = listener;
  }

  initialize(options: PipecatClientOptions, onMessage: (message: RTVIMessage) => void): void {
    this._options = options;
    this._callbacks = options.callbacks ?? {};
    this._onMessage = onMessage;
    this.#media.setClientOptions(options);
    this.state = "disconnected";
  }

  async initDevices(): Promise<void> {
    this.state = "initializing";
    await this.#media.initialize();
    this.state = "initialized";
  }

  _validateConnectionParams(params?: unknown): WebSocketParams {
    const { wsUrl } = (params ?? {}) as Partial<WebSocketParams>;
    if (typeof wsUrl !== "string") throw new Error("wsUrl is missing");
    const url = new URL(wsUrl);
    // The server then tells when sound is to be forgotten; its stock clients could not read it.
    url.searchParams.set("clear", "1");
    return { wsUrl: url.href };
  }

  async _connect(params?: unknown): Promise<void> {
    this.state = "connecting";
    const socket = new WebSocket((params as WebSocketParams).wsUrl);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    await opened(socket);
    // Closed meanwhile, from this side.
    if (this.#socket !== socket) throw new NotOpenError();
    socket.onclose = () => this.#listener.onBroken();
    socket.onmessage = ({ data }) => this.#read(data);
    await this.#startSound(socket);
    this.state = "connected";
    this._callbacks.onConnected?.();
  }

  sendReadyMessage(): void {
    this.state = "ready";
    this.sendMessage(RTVIMessage.clientReady());
  }

  sendMessage(message: RTVIMessage): void {
    if (this.channelOpen) this.#socket?.send(messageFrame(JSON.stringify(message)));
  }

  async _disconnect(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    this.state = "disconnecting";
    this.#graph?.close();
    this.#graph = null;
    if (socket) {
      socket.onclose = null;
      socket.onmessage = null;
      socket.close(LEAVING);
    }
    await this.#media.disconnect();
    this.state = "disconnected";
    this._callbacks.onDisconnected?.();
  }

  get channelOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  async speakThrough(track: MediaStreamTrack): Promise<void> {
    this.#graph?.speakThrough(track);
  }

  /** Counts what came; asks for an answer where nothing comes by itself. */
  async signsOfLife(): Promise<number> {
    const now = Date.now();
    if (this.channelOpen && now - this.#lastPing >= PING_MS) {
      this.#lastPing = now;
      this.sendMessage(new RTVIMessage("client-message", { t: "ping" }));
    }
    return this.#answersPings || !this.channelOpen ? this.#received : now;
  }

  async counts(): Promise<LinkCounts | null> {
    if (!this.channelOpen) return null;
    // What is lost comes later, as TCP has it: nobody here can tell.
    return {
      bytes: this.#receivedBytes,
      packets: null,
      lost: null,
      roundTripMs: this.#roundTripMs,
      jitterMs: null,
    };
  }

  async flushed(): Promise<void> {
    const until = Date.now() + LONGEST_FLUSH_MS;
    while (this.#socket?.bufferedAmount && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, FLUSH_CHECK_MS));
    }
  }

  get state(): TransportState {
    return this._state;
  }

  set state(state: TransportState) {
    if (this._state === state) return;
    this._state = state;
    this._callbacks.onTransportStateChanged?.(state);
  }

  async #startSound(socket: WebSocket): Promise<void> {
    const graph = await SoundGraph.open(this.#context, this.#media.track, (pcm) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount <= MOST_WAITING_BYTES) socket.send(audioFrame(pcm, SPEECH_RATE));
    });
    if (this.#socket !== socket) {
      graph.close();
      throw new NotOpenError();
    }
    this.#graph = graph;
    this.#listener.onAgentVoice(graph.voice);
  }

  #read(data: unknown): void {
    this.#received++;
    if (data instanceof ArrayBuffer) this.#receivedBytes += data.byteLength;
    const frame = data instanceof ArrayBuffer ? receivedFrame(new Uint8Array(data)) : null;
    if (frame?.kind === "audio") this.#graph?.play(frame.samples, frame.sampleRate);
    else if (frame?.kind === "interruption") this.#graph?.flush();
    else if (frame) this.#take(frame.json);
  }

  #take(json: string): void {
    const message = parsed(json);
    if (!message) return;
    if (isPong(message)) {
      this.#answersPings = true;
      this.#roundTripMs = Date.now() - this.#lastPing;
      return;
    }
    this.#listener.onMessage(message);
    this._onMessage(message);
  }

  // Devices are the page's own affair, and there is no picture.

  getAllMics = () => this.#media.getAllMics();
  getAllCams = () => this.#media.getAllCams();
  getAllSpeakers = () => this.#media.getAllSpeakers();
  updateMic(): void {}
  updateCam(): void {}
  updateSpeaker(): void {}
  enableMic(enable: boolean): void {
    this.#media.enableMic(enable);
  }
  enableCam(): void {}
  enableScreenShare(): void {}
  tracks = () => this.#media.tracks();

  get selectedMic() {
    return this.#media.selectedMic;
  }
  get selectedCam() {
    return this.#media.selectedCam;
  }
  get selectedSpeaker() {
    return this.#media.selectedSpeaker;
  }
  get isMicEnabled(): boolean {
    return this.#media.isMicEnabled;
  }
  get isCamEnabled(): boolean {
    return false;
  }
  get isSharingScreen(): boolean {
    return false;
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onclose = () => reject(new NotOpenError());
  });
}

/** A message of RTVI; null for anything else. */
function parsed(json: string): RTVIMessage | null {
  try {
    const message = JSON.parse(json) as Partial<RTVIMessage> | null;
    const known = message?.label === "rtvi-ai" && typeof message.type === "string";
    return known ? (message as RTVIMessage) : null;
  } catch {
    return null;
  }
}

function isPong({ type, data }: RTVIMessage): boolean {
  return type === "server-message" && (data as { type?: unknown } | null)?.type === "pong";
}
