import { LogLevel, logger, PipecatClient } from "@pipecat-ai/client-js";
import { ApiFailure, failureOf } from "../api/failure";
import type { StartAnswer } from "../api/types";
import type { CallMedia } from "../media/call-media";
import type { AgentMessage } from "./messages";
import { CallTransport } from "./transport";

/** The server answered, but no conversation came of it in time. */
export class NotConnectedError extends Error {
  /** "media": no path for audio. "agent": connected, but the agent never said that it is ready. */
  readonly missing: "media" | "agent";

  constructor(missing: "media" | "agent") {
    super(missing);
    this.name = "NotConnectedError";
    this.missing = missing;
  }
}

/** Who is told what happens on a connection. */
export interface ConnectionListener {
  onMessage(message: AgentMessage): void;
  onAgentTrack(track: MediaStreamTrack): void;
  /** It was open, and is no more; not called after `close`. */
  onClosed(): void;
}

const CONNECT_TIMEOUT_MS = 15_000;

// What goes wrong is told on the page.
logger.setLevel(LogLevel.NONE);

/** One connection to the agent; made anew for each call, so that nothing of an old one lingers. */
export class Connection {
  readonly #client: PipecatClient;
  readonly #transport: CallTransport;
  #open = false;

  constructor(media: CallMedia, listener: ConnectionListener) {
    this.#transport = new CallTransport(media, (message) => listener.onMessage(message));
    this.#client = new PipecatClient({
      transport: this.#transport,
      enableMic: true,
      // Left out, the client takes it for wanted and asks for the camera.
      enableCam: false,
      callbacks: {
        onTrackStarted: (track, participant) => {
          if (!participant?.local && track.kind === "audio") listener.onAgentTrack(track);
        },
        onDisconnected: () => {
          if (this.#open) listener.onClosed();
          this.#open = false;
        },
      },
    });
  }

  /**
   * Connect, and wait until the agent is ready.
   *
   * @throws {ApiFailure} The server refused the offer.
   * @throws {NotConnectedError} Nothing came of it in 15 s.
   */
  async open(how: StartAnswer): Promise<void> {
    // First, because `connect` never settles if this fails inside it.
    await this.#client.initDevices();
    const timeout = new Timeout(CONNECT_TIMEOUT_MS);
    try {
      await Promise.race([this.#connect(how), timeout.elapsed]);
      this.#open = true;
    } catch (error) {
      const missing = this.#transport.channelOpen ? "agent" : "media";
      await this.close();
      throw error instanceof ApiFailure ? error : new NotConnectedError(missing);
    } finally {
      timeout.cancel();
    }
  }

  async sendText(text: string): Promise<void> {
    await this.#client.sendText(text, { run_immediately: true, audio_response: true });
  }

  async speakThrough(track: MediaStreamTrack): Promise<void> {
    await this.#transport.speakThrough(track);
  }

  /** From now on, a broken path stays broken unless it mends by itself. */
  giveUpReconnecting(): void {
    this.#transport.mayReconnect = false;
  }

  async packetsReceived(): Promise<number> {
    return this.#transport.packetsReceived();
  }

  async close(): Promise<void> {
    this.#open = false;
    await this.#client.disconnect();
  }

  async #connect(how: StartAnswer): Promise<void> {
    try {
      await this.#client.connect(how);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      throw cause instanceof Response ? await failureOf(cause) : error;
    }
  }
}

class Timeout {
  readonly elapsed: Promise<never>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    this.elapsed = new Promise((_, reject) => {
      this.#timer = setTimeout(() => reject(new Error("timeout")), ms);
    });
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
