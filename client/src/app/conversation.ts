import { ApiFailure } from "../api/failure";
import type { StartChoices } from "../api/types";
import type { Wish } from "../assignments/assignment";
import type { ConnectionListener } from "../call/connection";
import type { EndReason } from "../call/events";
import type { LinkHealth } from "../call/link-watch";
import { type AgentMessage, meaningOf } from "../call/messages";
import { ReturnPlan } from "../call/return-plan";
import type { Setup } from "../call/setup";
import { inCall, isOpen } from "../call/state";
import type { WayFinder } from "../call/way-finder";
import type { Caption } from "../captions/captions";
import { explain } from "../problems/explain";
import { type Problem, problem } from "../problems/problem";
import type { ServerWatch } from "../server/server-watch";
import type { Store } from "../store";
import { STRINGS } from "../strings";
import { offeredWays, preferredWay, type Way } from "../transports/way";
import { type Call, drop, newCall } from "./call";
import { type Attempt, ComingBack } from "./coming-back";
import { type Dialled, type Dialler, Stopped } from "./dialler";
import { LinkGuard } from "./link-guard";
import { type Opening, openingRequest, returnRequest } from "./opening";
import type { AppEvent, AppState } from "./state";
import type { Voices } from "./voices";

/** A path that broke may mend by itself once the network is back; two looks at it will tell. */
const MENDING_MS = 1_200;
/** How long a server may take to hang up once it has said that it will. */
const LONGEST_ENDING_MS = 15_000;

/** Runs one call after another: the only part of the page that acts on the world. */
export class Conversation {
  readonly #store: Store<AppState, AppEvent>;
  readonly #voices: Voices;
  readonly #server: ServerWatch;
  readonly #ways: WayFinder;
  readonly #dialler: Pick<Dialler, "dial">;
  #call: Call | null = null;

  constructor(
    store: Store<AppState, AppEvent>,
    dialler: Pick<Dialler, "dial">,
    voices: Voices,
    server: ServerWatch,
    ways: WayFinder,
  ) {
    this.#store = store;
    this.#dialler = dialler;
    this.#voices = voices;
    this.#server = server;
    this.#ways = ways;
  }

  /** Begin, or join whoever sent an invitation. Call from a click, so that sound may play. */
  async start(opening: Opening = {}): Promise<void> {
    const typeOnly = opening.typeOnly ?? opening.firstWords !== undefined;
    const { earlier = [] } = opening;
    const opened = await this.#open(openingRequest(opening), typeOnly, { earlier });
    if (opened && opening.firstWords) await this.send(opening.firstWords);
  }

  /** Go on with the conversation that the page remembers. */
  async goOn(typeOnly = false): Promise<void> {
    const { membership } = this.#store.state;
    if (membership) await this.#open(returnRequest(membership), typeOnly, "continued");
  }

  /** Hang up, or stop trying to come back. */
  stop(): void {
    const { state } = this.#store.state.call;
    if (state === "lost") this.#end("dropped");
    else if (isOpen(state)) this.#end(state === "connecting" ? "failed" : "you");
  }

  /** The page goes away, perhaps to be loaded anew: not the end of the conversation. */
  leave(): void {
    this.#call?.guard?.stop();
    this.#call?.connection?.close().catch(() => undefined);
  }

  /** The page is back as it was left: connect anew. */
  reconnect(): void {
    if (inCall(this.#store.state.call.state)) this.#lose("broken");
  }

  /** The person chose a way; a call that goes on changes over to it. */
  chooseWay(way: Way): void {
    this.#store.dispatch({ type: "preferred", way });
    this.#preferWay();
    if (this.#ways.way === this.#store.state.way) return;
    if (this.#call) this.#call.changingWay = true;
    this.reconnect();
  }

  /** The network changed or somebody looks: what failed a moment ago may work now. */
  hurry(): void {
    this.#call?.comingBack?.hurry();
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
    await this.#call?.connection?.sendText(words);
  }

  /** Answer what the agent asked. */
  answer(questionId: string, yes: boolean): void {
    this.#store.dispatch({ type: "question-settled", id: questionId });
    this.#call?.connection?.answerQuestion(questionId, yes);
  }

  /** Ask for something by a button of whoever works beside the talk. */
  wish(wish: Wish): void {
    this.#call?.connection?.wish(wish);
  }

  /** Have another voice, brain or instruction from now on. */
  change(setup: Setup): void {
    this.#call?.connection?.change(setup);
  }

  /** Keep no more of the conversation's sound. */
  stopRecording(): void {
    this.#call?.connection?.stopRecording();
  }

  /** Mute or unmute; opens the microphone if the call began without one. */
  async toggleMicrophone(): Promise<void> {
    if (this.#call) await this.#voices.toggle(this.#call);
  }

  /** The person allowed sound, by clicking. */
  async turnOnSound(): Promise<void> {
    await this.#voices.unblock();
  }

  /** The server went away or came back. */
  serverChanged(reachable: boolean): void {
    if (reachable) {
      this.#store.dispatch({ type: "solved", codes: ["server-gone"] });
      this.hurry();
      return;
    }
    this.#tell(problem("server-gone"));
    this.#lose("quiet");
  }

  async #open(
    request: StartChoices,
    typeOnly: boolean,
    before: "continued" | { earlier: readonly Caption[] },
  ): Promise<boolean> {
    if (isOpen(this.#store.state.call.state)) return false;
    const continued = before === "continued";
    const call = newCall(continued);
    this.#call = call;
    this.#store.dispatch({ type: "solved" });
    this.#store.dispatch({ type: "starting", ...(continued ? { continued } : before) });
    this.#store.dispatch({ type: "microphone", microphone: typeOnly ? "none" : "on" });
    this.#preferWay();
    try {
      call.media = await this.#voices.open(call, typeOnly);
      this.#connected(call, await this.#dial(call, request, call.over.signal));
      return true;
    } catch (error) {
      await this.#fail(call, error, request);
      return false;
    }
  }

  #preferWay(): void {
    const { info, preferred } = this.#store.state;
    this.#ways.prefer(preferredWay(info, preferred), offeredWays(info));
  }

  async #dial(call: Call, request: StartChoices, signal: AbortSignal): Promise<Dialled> {
    const { media } = call;
    if (!media) throw new Stopped();
    const listener: ConnectionListener = {
      onMessage: (message) => this.#read(call, message),
      onAgentVoice: (voice) => void this.#voices.play(voice),
      onBroken: () => this.#broken(call),
    };
    return this.#dialler.dial(request, media, listener, signal);
  }

  #connected(call: Call, { connection, way, changedWay }: Dialled): void {
    call.connection = connection;
    call.comingBack = null;
    call.endingAt = 0;
    call.guard = new LinkGuard(
      connection,
      (health, at) => void this.#judge(call, health, at),
      (link) => this.#store.dispatch({ type: "link", link }),
    );
    const back = this.#store.state.call.state === "lost";
    this.#store.dispatch({ type: "way", way });
    this.#store.dispatch(
      back
        ? {
            type: "returned",
            awayMs: call.changingWay ? 0 : Date.now() - this.#store.state.call.lostAt,
          }
        : { type: "connected", at: Date.now() },
    );
    call.changingWay = false;
    this.#store.dispatch({ type: "solved", codes: ["server-gone"] });
    for (const text of call.notes.splice(0)) this.#store.dispatch({ type: "note", text });
    if (changedWay) this.#store.dispatch({ type: "note", text: STRINGS.changedWay });
    const anew = (back || call.continued) && !call.resumed;
    if (anew) this.#store.dispatch({ type: "note", text: STRINGS.startedAnew });
  }

  #read(call: Call, message: AgentMessage): void {
    const meaning = this.#call === call ? meaningOf(message, Date.now()) : null;
    if (!meaning) return;
    if (meaning.type === "fault") {
      this.#tell(problem("agent-fault"));
      return;
    }
    if (meaning.type === "ending") call.endingAt = Date.now();
    if (meaning.type === "welcomed") call.resumed = meaning.resumed;
    this.#store.dispatch(meaning);
  }

  // What becomes of a connection

  async #judge(call: Call, health: LinkHealth, at: number): Promise<void> {
    this.#store.dispatch({ type: "tick", at });
    this.#voices.watch(at);
    if (call.endingAt && at - call.endingAt > LONGEST_ENDING_MS) this.#broken(call);
    else if (health === "flowing") this.#mended(call);
    else if (await this.#server.checkAtOnce()) {
      if (health === "lost" && this.#call === call && !call.endingAt) this.#lose("quiet");
    }
  }

  #mended(call: Call): void {
    // A server that is shutting down takes no more requests, but still sends its last sound.
    if (!call.comingBack || !this.#server.reachable) return;
    call.comingBack.stop.abort();
    call.comingBack = null;
    this.#store.dispatch({ type: "recovered" });
    this.#store.dispatch({ type: "solved", codes: ["server-gone"] });
  }

  /** The connection is closed: as announced, or by an accident. */
  #broken(call: Call): void {
    if (this.#call !== call) return;
    const announced = this.#store.state.call.ending?.reason;
    // A server that stops is often one that starts again.
    if (announced && announced !== "stopping") this.#end("hung-up");
    else this.#lose("broken");
  }

  /** @param how "quiet": nothing comes, but it may again. "broken": never again. */
  #lose(how: "quiet" | "broken"): void {
    const call = this.#call;
    const { membership, call: shown } = this.#store.state;
    if (!call || !isOpen(shown.state) || shown.state === "connecting") return;
    if (how === "broken") drop(call);
    if (call.comingBack) return;
    if (!membership) {
      if (how === "broken") this.#end("dropped");
      return;
    }
    const plan = new ReturnPlan(Date.now(), membership.graceSecs);
    this.#store.dispatch({ type: "lost", at: Date.now(), until: plan.until });
    void this.#comeBack(call, plan);
  }

  async #comeBack(call: Call, plan: ReturnPlan): Promise<void> {
    const stop = new AbortController();
    const { signal } = stop;
    const comingBack = new ComingBack(plan, {
      reachable: () => this.#mayDial(call),
      attempt: () => this.#attempt(call, signal),
    });
    call.comingBack = { stop, hurry: () => comingBack.hurry() };
    const outcome = await comingBack.run(signal);
    if (this.#call !== call || outcome === "stopped") return;
    call.comingBack = null;
    if (outcome !== "back") this.#end("dropped");
  }

  /** Whether the server answers, and the old path does not mend by itself now that it does. */
  async #mayDial(call: Call): Promise<boolean> {
    if (!(await this.#server.checkAtOnce())) return false;
    if (call.connection) await new Promise((resolve) => setTimeout(resolve, MENDING_MS));
    return true;
  }

  async #attempt(call: Call, signal: AbortSignal): Promise<Attempt> {
    const { membership } = this.#store.state;
    if (!membership) return "refused";
    drop(call);
    try {
      const dialled = await this.#dial(call, returnRequest(membership), signal);
      this.#connected(call, dialled);
      return "back";
    } catch (error) {
      if (signal.aborted || !isRefusal(error)) return "again";
      this.#refuse(error);
      return "refused";
    }
  }

  #refuse({ detail }: ApiFailure): void {
    this.#store.dispatch({ type: "forgotten" });
    this.#tell(problem("cannot-continue", detail));
  }

  #end(reason: EndReason): void {
    const call = this.#call;
    this.#call = null;
    call?.over.abort();
    call?.comingBack?.stop.abort();
    call?.guard?.stop();
    this.#voices.close(call);
    this.#store.dispatch({ type: "ended", reason, at: Date.now() });
    const over = ["sound-blocked", "agent-fault", "mic-lost", "mic-silent"] as const;
    this.#store.dispatch({ type: "solved", codes: over });
    const { connection } = call ?? {};
    // Closing a connection that is gone already may fail; there is nothing left to do then.
    (reason === "you" ? connection?.hangUp() : connection?.close())?.catch(() => undefined);
  }

  async #fail(call: Call, error: unknown, request: StartChoices): Promise<void> {
    const cause = explain(error);
    const there = cause.code === "server-gone" && (await this.#server.check());
    if (this.#call !== call) return;
    this.#end("failed");
    if (call.continued && isRefusal(error)) this.#refuse(error);
    else if (request.invite_token && isUnknown(error)) this.#tell(problem("bad-invitation"));
    // Only one request failed or took too long: "gone" would never be taken back.
    else this.#tell(there ? problem("agent-silent") : cause);
  }

  #tell(what: Problem): void {
    this.#store.dispatch({ type: "problem", problem: what });
  }
}

/** Whether asking again would be answered with the same. */
function isRefusal(error: unknown): error is ApiFailure {
  if (!(error instanceof ApiFailure) || error.kind !== "status") return false;
  return error.status >= 400 && error.status < 500 && error.status !== 429;
}

/** Whether the server knows no such conversation, or not by this token. */
function isUnknown(error: unknown): boolean {
  return isRefusal(error) && (error.status === 403 || error.status === 404);
}
