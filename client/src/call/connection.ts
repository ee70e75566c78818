import { LogLevel, logger, PipecatClient } from "@pipecat-ai/client-js";
import { ApiFailure, failureOf } from "../api/failure";
import { DESKS, type Wish } from "../assignments/assignment";
import type { AgentVoice, CallTransport, TransportListener } from "../transports/call-transport";
import type { LinkCounts } from "./link-quality";
import type { AgentMessage } from "./messages";
import type { Setup } from "./setup";

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

/** Who is told what happens on a connection; never after `close`. */
export interface ConnectionListener {
  onMessage(message: AgentMessage): void;
  onAgentVoice(voice: AgentVoice): void;
  /** It was open, and is no more. */
  onBroken(): void;
}

/** Longer than a bad network needs: one that loses a fifth of all packets and delays the rest. */
const MEDIA_TIMEOUT_MS = 8_000;
const AGENT_TIMEOUT_MS = 15_000;

// What goes wrong is told on the page.
logger.setLevel(LogLevel.NONE);

/** One connection to the agent; made anew for each, so that nothing of an old one lingers. */
export class Connection {
  readonly #client: PipecatClient;
  readonly #transport: CallTransport;
  #opening = new Deadline();
  #state: "opening" | "open" | "closed" = "opening";

  /**
   * @param make Makes a transport that nobody has used.
   * @param listener Who is told.
   */
  constructor(make: (listener: TransportListener) => CallTransport, listener: ConnectionListener) {
    this.#transport = make({
      onMessage: (message) => {
        const refusal = this.#state === "opening" && refusalIn(message);
        if (refusal) this.#opening.fail(refusal);
        else if (this.#state !== "closed") listener.onMessage(message);
      },
      onAgentVoice: (voice) => this.#state === "closed" || listener.onAgentVoice(voice),
      onBroken: () => {
        if (this.#state === "opening") this.#opening.fail(new Error("closed"));
        else if (this.#state === "open") listener.onBroken();
      },
    });
    this.#client = new PipecatClient({
      transport: this.#transport,
      enableMic: true,
      // Left out, the client takes it for wanted and asks for the camera.
      enableCam: false,
    });
  }

  /**
   * Connect, and wait until the agent is ready.
   *
   * @param params What `POST /start` answered.
   * @throws {ApiFailure} The server refused the offer.
   * @throws {NotConnectedError} Nothing came of it in time.
   */
  async open(params: object): Promise<void> {
    // First, because `connect` never settles if this fails inside it.
    await this.#client.initDevices();
    this.#opening.after(MEDIA_TIMEOUT_MS, () => !this.#transport.channelOpen);
    this.#opening.after(AGENT_TIMEOUT_MS, () => true);
    try {
      await Promise.race([this.#connect(params), this.#opening.failed]);
      if (this.#state === "opening") this.#state = "open";
      // So that a reload, which closes the connection, is not taken for hanging up.
      this.#client.sendClientMessage("says-goodbye");
      // Whoever comes in or back missed what happened meanwhile.
      for (const desk of DESKS) this.wish({ desk, wish: "show" });
    } catch (error) {
      const missing = this.#transport.channelOpen ? "agent" : "media";
      await this.close();
      throw error instanceof ApiFailure ? error : new NotConnectedError(missing);
    } finally {
      this.#opening.cancel();
    }
  }

  async sendText(text: string): Promise<void> {
    await this.#client.sendText(text, { run_immediately: true, audio_response: true });
  }

  answerQuestion(id: string, yes: boolean): void {
    this.#client.sendClientMessage("answer-question", { id, yes });
  }

  wish(wish: Wish): void {
    this.#client.sendClientMessage("assignment", wish);
  }

  /** Ask for another voice, brain or instruction from now on. */
  change(setup: Setup): void {
    this.#client.sendClientMessage("change", setup);
  }

  stopRecording(): void {
    this.#client.sendClientMessage("recording", { on: false });
  }

  async speakThrough(track: MediaStreamTrack): Promise<void> {
    await this.#transport.speakThrough(track);
  }

  /** A count that rises while the other side is there. */
  async signsOfLife(): Promise<number> {
    return this.#transport.signsOfLife();
  }

  /** What came so far, to tell how good the connection is. */
  async counts(): Promise<LinkCounts | null> {
    return this.#transport.counts();
  }

  /** End the conversation; a connection that is merely closed may have been lost. */
  async hangUp(): Promise<void> {
    if (this.#transport.channelOpen) {
      this.#client.sendClientMessage("hang-up");
      await this.#transport.flushed();
    }
    await this.close();
  }

  async close(): Promise<void> {
    this.#state = "closed";
    await this.#client.disconnect();
  }

  async #connect(params: object): Promise<void> {
    try {
      await this.#client.connect(params);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      throw cause instanceof Response ? await failureOf(cause) : error;
    }
  }
}

/** How the server says, to someone who is connected already, that they may not stay. */
function refusalIn({ type, data }: AgentMessage): ApiFailure | null {
  const { type: own, reason, message } = (data ?? {}) as Record<string, unknown>;
  if (type !== "server-message" || own !== "ending") return null;
  return new ApiFailure("status", reason === "refused" ? 422 : 503, String(message ?? ""));
}

class Deadline {
  readonly failed: Promise<never>;
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  fail: (reason: Error) => void = () => undefined;

  constructor() {
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    // It may fail when nobody waits for it any more.
    this.failed.catch(() => undefined);
  }

  /** Fails after this long, if it still matters by then. */
  after(ms: number, matters: () => boolean): void {
    const check = () => matters() && this.fail(new Error("timeout"));
    this.#timers.push(setTimeout(check, ms));
  }

  cancel(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
