import type { Api } from "../api/api";
import type { StartChoices } from "../api/types";
import { Connection, type ConnectionListener, NotConnectedError } from "../call/connection";
import type { WayFinder } from "../call/way-finder";
import type { CallMedia } from "../media/call-media";
import { MicrophoneError } from "../media/microphone";
import type { CallTransport, TransportListener } from "../transports/call-transport";
import type { Way } from "../transports/way";
import { WebRTCTransport } from "../transports/webrtc";

/** The person stopped while a connection was being made. */
export class Stopped extends Error {}

/** A connection, and how it was made. */
export interface Dialled {
  connection: Connection;
  way: Way;
  /** WebRTC did not get through, and the way is another now. */
  changedWay: boolean;
}

/** Makes connections, by another way where the first one is blocked. */
export class Dialler {
  readonly #api: Api;
  readonly #ways: WayFinder;
  readonly #context: () => AudioContext;

  constructor(api: Api, ways: WayFinder, context: () => AudioContext) {
    this.#api = api;
    this.#ways = ways;
    this.#context = context;
  }

  /**
   * Connect, and wait until the agent is ready.
   *
   * @throws {ApiFailure} The server refused, or is not there.
   * @throws {NotConnectedError} No way got through.
   * @throws {Stopped} By `signal`.
   */
  async dial(
    request: StartChoices,
    media: CallMedia,
    listener: ConnectionListener,
    signal: AbortSignal,
  ): Promise<Dialled> {
    for (let changedWay = false; ; ) {
      const { way } = this.#ways;
      try {
        const connection = await this.#dialOnce(way, request, media, listener, signal);
        this.#ways.succeeded();
        return { connection, way, changedWay };
      } catch (error) {
        if (signal.aborted) throw new Stopped();
        const blocked = error instanceof NotConnectedError && error.missing === "media";
        const next = blocked ? this.#ways.failed() : "nothing";
        if (next === "nothing") throw error;
        changedWay ||= next === "another";
      }
    }
  }

  async #dialOnce(
    way: Way,
    request: StartChoices,
    media: CallMedia,
    listener: ConnectionListener,
    signal: AbortSignal,
  ): Promise<Connection> {
    const make = await this.#maker(way, media);
    const params = await this.#api.start({ ...request, transport: way });
    if (signal.aborted) throw new Stopped();
    const connection = new Connection(make, listener);
    const onAbort = () => void connection.close().catch(() => undefined);
    signal.addEventListener("abort", onAbort);
    try {
      await connection.open(params);
      if (signal.aborted) throw new Stopped();
      return connection;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async #maker(way: Way, media: CallMedia): Promise<(to: TransportListener) => CallTransport> {
    if (way === "webrtc") return (to) => new WebRTCTransport(media, to);
    const context = this.#context();
    // Browsers hide it where they hide the microphone.
    if (!context.audioWorklet) throw new MicrophoneError("InsecureContextError");
    const { SocketTransport } = await import("../transports/websocket/transport");
    return (to) => new SocketTransport(media, context, to);
  }
}
