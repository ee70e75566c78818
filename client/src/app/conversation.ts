import type { Api } from "../api/api";
import { ApiFailure } from "../api/failure";
import type { StartChoices } from "../api/types";
import { Connection, NotConnectedError } from "../call/connection";
import { LinkWatch } from "../call/link-watch";
import { type AgentMessage, meaningOf } from "../call/messages";
import { inCall, isOpen } from "../call/state";
import { CallMedia } from "../media/call-media";
import { MicrophoneError, openMicrophone } from "../media/microphone";
import { silentTrack } from "../media/silence";
import type { Sound } from "../media/sound";
import { type Problem, problem, problemOfMicrophone, problemOfRequest } from "../problems/problem";
import type { ServerWatch } from "../server/server-watch";
import type { Store } from "../store";
import type { AppEvent, AppState } from "./state";

const LINK_CHECK_MS = 500;
/** Longer than the transport needs for its three attempts at a new path (about 19 s). */
const LONGEST_LOST_MS = 25_000;
/** How long a server may take to hang up once it has said that it will. */
const LONGEST_ENDING_MS = 15_000;

/** How a conversation begins. */
export interface Opening {
  /** Send silence instead of asking for the microphone. */
  typeOnly?: boolean;
  /** Say this first; the agent then answers it instead of greeting. */
  firstWords?: string;
  choices?: Chosen;
}

/** What the person picked on the page, by id; empty for the server's default. */
export interface Chosen {
  voice?: string;
  brain?: string;
  persona?: string;
  language?: string;
}

/** Runs one call after another: the only part of the page that acts on the world. */
export class Conversation {
  readonly #store: Store<AppState, AppEvent>;
  readonly #api: Api;
  readonly #sound: Sound;
  readonly #server: ServerWatch;
  #connection: Connection | null = null;
  #media: CallMedia | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #link = new LinkWatch();
  #lostAt = 0;
  #endingAt = 0;
  /** Counts calls, so that a start which was stopped meanwhile leaves no trace. */
  #number = 0;

  constructor(store: Store<AppState, AppEvent>, api: Api, sound: Sound, server: ServerWatch) {
    this.#store = store;
    this.#api = api;
    this.#sound = sound;
    this.#server = server;
  }

  /** Begin. Call from a click, so that sound may play. */
  async start(opening: Opening = {}): Promise<void> {
    if (isOpen(this.#store.state.call.state)) return;
    const number = ++this.#number;
    const typeOnly = opening.typeOnly ?? opening.firstWords !== undefined;
    this.#store.dispatch({ type: "solved" });
    this.#store.dispatch({ type: "starting" });
    this.#store.dispatch({ type: "microphone", microphone: typeOnly ? "none" : "on" });
    try {
      await this.#connect(number, opening, typeOnly);
    } catch (error) {
      await this.#fail(number, explain(error));
      return;
    }
    if (number !== this.#number) return;
    this.#store.dispatch({ type: "connected", at: Date.now() });
    this.#watch();
    if (opening.firstWords) await this.send(opening.firstWords);
  }

  /** Hang up. */
  stop(): void {
    const { state } = this.#store.state.call;
    if (isOpen(state)) this.#end(state === "connecting" ? "failed" : "you");
  }

  /** Say something by typing; begins a conversation where there is none. */
  async send(text: string, opening: Opening = {}): Promise<void> {
    const words = text.trim();
    if (!words) return;
    if (!inCall(this.#store.state.call.state)) {
      await this.start({ ...opening, firstWords: words });
      return;
    }
    this.#store.dispatch({ type: "typed", text: words, at: Date.now() });
    await this.#connection?.sendText(words);
  }

  /** Mute or unmute; opens the microphone if the call began without one. */
  async toggleMicrophone(): Promise<void> {
    const { microphone } = this.#store.state;
    if (microphone === "none") {
      await this.#openMicrophoneInCall();
      return;
    }
    const muted = microphone === "on";
    this.#media?.mute(muted);
    this.#store.dispatch({ type: "microphone", microphone: muted ? "muted" : "on" });
  }

  /** The person allowed sound, by clicking. */
  async turnOnSound(): Promise<void> {
    if (await this.#sound.unblock()) {
      this.#store.dispatch({ type: "solved", codes: ["sound-blocked"] });
    }
  }

  /** The server went away or came back. */
  async serverChanged(reachable: boolean): Promise<void> {
    if (!reachable) {
      this.#connection?.giveUpReconnecting();
      this.#tell(problem("server-gone"));
      this.#store.dispatch({ type: "lost" });
      return;
    }
    this.#store.dispatch({ type: "solved", codes: ["server-gone"] });
    if (!isOpen(this.#store.state.call.state)) return;
    // Sound flows again within one check if the server only paused; a new process knows no call.
    await new Promise((resolve) => setTimeout(resolve, 2 * LINK_CHECK_MS));
    if (this.#store.state.call.state !== "lost") return;
    this.#end("dropped");
    this.#tell(problem("server-back"));
  }

  async #connect(number: number, opening: Opening, typeOnly: boolean): Promise<void> {
    if (!("RTCPeerConnection" in window)) throw new Unsupported();
    const context = this.#sound.context;
    const track = typeOnly ? silentTrack(context) : await openMicrophone();
    const media = new CallMedia(track);
    try {
      if (number !== this.#number) throw new Stopped();
      this.#media = media;
      this.#hear(media);
      const how = await this.#api.start(choicesOf(opening));
      if (number !== this.#number) throw new Stopped();
      const connection = new Connection(media, {
        onMessage: (message) => this.#read(message, number),
        onAgentTrack: (agent) => void this.#play(agent),
        onClosed: () => number === this.#number && this.#end(this.#closedReason()),
      });
      this.#connection = connection;
      await connection.open(how);
    } catch (error) {
      track.stop();
      throw error;
    }
  }

  async #play(track: MediaStreamTrack): Promise<void> {
    if (!(await this.#sound.play(track))) this.#tell(problem("sound-blocked"));
  }

  #hear(media: CallMedia): void {
    const { track } = media;
    this.#sound.listenTo(track);
    track.onended = () => {
      if (this.#media !== media || media.track !== track) return;
      this.#store.dispatch({ type: "microphone", microphone: "none" });
      this.#tell(problem("mic-lost"));
    };
  }

  async #openMicrophoneInCall(): Promise<void> {
    const media = this.#media;
    const connection = this.#connection;
    if (!media || !connection) return;
    try {
      const track = await openMicrophone();
      media.replace(track);
      media.mute(false);
      await connection.speakThrough(track);
      this.#hear(media);
      this.#store.dispatch({ type: "microphone", microphone: "on" });
      this.#store.dispatch({ type: "solved" });
    } catch (error) {
      this.#tell({ ...explain(error), remedy: "dismiss" });
    }
  }

  #read(message: AgentMessage, number: number): void {
    if (number !== this.#number) return;
    const meaning = meaningOf(message, Date.now());
    if (!meaning) return;
    if (meaning.type === "fault") {
      this.#tell(problem("agent-fault"));
      return;
    }
    if (meaning.type === "ending") this.#endingAt = Date.now();
    this.#store.dispatch(meaning);
  }

  #watch(): void {
    this.#link = new LinkWatch();
    this.#lostAt = 0;
    this.#endingAt = 0;
    this.#timer = setInterval(() => void this.#checkLink(), LINK_CHECK_MS);
  }

  async #checkLink(): Promise<void> {
    const now = Date.now();
    this.#store.dispatch({ type: "tick", at: now });
    if (this.#endingAt && now - this.#endingAt > LONGEST_ENDING_MS) {
      this.#end("hung-up");
      return;
    }
    const connection = this.#connection;
    if (!connection) return;
    const health = this.#link.observe(await connection.packetsReceived(), now);
    if (this.#connection !== connection) return;
    if (health === "flowing") this.#recovered();
    else if (await this.#server.checkAtOnce()) this.#stalled(health === "lost", now);
  }

  #recovered(): void {
    this.#lostAt = 0;
    // A server that is shutting down takes no more requests, but still sends its last sound.
    if (this.#store.state.call.state !== "lost" || !this.#server.reachable) return;
    this.#store.dispatch({ type: "recovered" });
    this.#store.dispatch({ type: "solved", codes: ["link-lost", "server-gone"] });
  }

  /** The server answers, but no sound comes: the path between is broken. */
  #stalled(forLong: boolean, now: number): void {
    if (!forLong || this.#endingAt) return;
    this.#lostAt ||= now;
    if (now - this.#lostAt > LONGEST_LOST_MS) this.#end("dropped");
    else if (this.#store.state.call.state !== "lost") {
      this.#store.dispatch({ type: "lost" });
      this.#tell(problem("link-lost"));
    }
  }

  #closedReason(): "dropped" | "hung-up" {
    return this.#store.state.call.state === "lost" ? "dropped" : "hung-up";
  }

  #end(reason: "you" | "hung-up" | "dropped" | "failed"): void {
    this.#number++;
    clearInterval(this.#timer);
    const connection = this.#connection;
    const media = this.#media;
    this.#connection = null;
    this.#media = null;
    media?.track.stop();
    this.#sound.stop();
    this.#store.dispatch({ type: "ended", reason, at: Date.now() });
    const over = ["link-lost", "sound-blocked", "agent-fault", "mic-lost"] as const;
    this.#store.dispatch({ type: "solved", codes: over });
    // Closing a connection that is gone already may fail; there is nothing left to do then.
    connection?.close().catch(() => undefined);
  }

  async #fail(number: number, cause: Problem): Promise<void> {
    const there = cause.code === "server-gone" && (await this.#server.check());
    if (number !== this.#number) return;
    this.#end("failed");
    // Only one request failed or took too long: "gone" would never be taken back.
    this.#tell(there ? problem("agent-silent") : cause);
  }

  #tell(what: Problem): void {
    this.#store.dispatch({ type: "problem", problem: what });
  }
}

class Unsupported extends Error {}
class Stopped extends Error {}

function explain(error: unknown): Problem {
  if (error instanceof MicrophoneError) return problemOfMicrophone(error.name);
  if (error instanceof ApiFailure) return problemOfRequest(error);
  if (error instanceof NotConnectedError) {
    return problem(error.missing === "media" ? "no-media" : "agent-silent");
  }
  return problem(error instanceof Unsupported ? "unsupported" : "agent-silent");
}

function choicesOf(opening: Opening): StartChoices {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { voice, brain, persona, language } = opening.choices ?? {};
  const known = /^(UTC|[A-Z]\w+\/[\w+\-/]+)$/.test(timeZone) && timeZone !== "Etc/Unknown";
  return {
    greeting: opening.firstWords === undefined,
    ...(known ? { timezone: timeZone } : {}),
    ...(voice ? { voice } : {}),
    ...(brain ? { llm_backend: brain } : {}),
    ...(persona ? { persona } : {}),
    ...(language ? { language } : {}),
  };
}
