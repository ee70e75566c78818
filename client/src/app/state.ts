import type { PhraseGroup, ServerInfo } from "../api/types";
import type { Assignment } from "../assignments/assignment";
import { workAfter } from "../assignments/work";
import type { CallEvent, EndReason } from "../call/events";
import type { LinkQuality } from "../call/link-quality";
import type { Membership } from "../call/membership";
import { type RunningTool, runningAfter } from "../call/running-tools";
import type { Setup } from "../call/setup";
import { advance, type Call, inCall, NO_CALL } from "../call/state";
import { type Captions, caption, NO_CAPTIONS } from "../captions/captions";
import type { Invitation } from "../company/invitation";
import { nameOf } from "../company/names";
import { measuresAfter } from "../measures/ledger";
import type { Measured } from "../measures/measured";
import { type Devices, NO_DEVICES } from "../media/devices";
import { type SoundChoices, USUAL_SOUND } from "../media/sound-choices";
import type { Download } from "../models/downloads";
import { type Problem, problemAfter } from "../problems/problem";
import { type Question, questionsAfter } from "../questions/questions";
import type { Way } from "../transports/way";
import type { Health } from "./offered";

/** How the person speaks: aloud, muted, or by typing alone. */
export type Microphone = "on" | "muted" | "none";

/** Everything that the page shows. */
export interface AppState {
  call: Call;
  captions: Captions;
  microphone: Microphone;
  /** The way that the person chose, if they did. */
  preferred: Way | null;
  /** The way of the call that goes on or ended last. */
  way: Way | null;
  /** The conversation that goes on, or that can be gone on with; null where there is none. */
  membership: Membership | null;
  /** Somebody asked the person to join them. */
  invitation: Invitation | null;
  problem: Problem | null;
  /** What the agent wants to know before it does something. */
  questions: readonly Question[];
  /** Whether the sound of the call is being kept. */
  recording: boolean;
  /** What was changed in mid-call, and counts instead of what was chosen at its beginning. */
  setup: Setup;
  /** How the person wants to hear and be heard. */
  sound: SoundChoices;
  /** Microphones and loudspeakers there are, as far as the browser tells. */
  devices: Devices;
  /** Tools at work for the answer. */
  running: readonly RunningTool[];
  /** How long answers took, and what they cost. */
  measures: readonly Measured[];
  /** How good the connection was lately; null where nobody knows. */
  link: LinkQuality | null;
  /** What is being worked on beside the talk. */
  work: readonly Assignment[];
  /** Null until the server has told. */
  info: ServerInfo | null;
  phrases: readonly PhraseGroup[];
  /** How the server's parts are, by name; empty until it has told. */
  health: Health;
  /** Models on their way to the server. */
  downloads: readonly Download[];
}

/** Everything that can change it. */
export type AppEvent =
  | CallEvent
  | { type: "microphone"; microphone: Microphone }
  | { type: "sound"; sound: SoundChoices }
  | { type: "devices"; devices: Devices }
  | { type: "link"; link: LinkQuality | null }
  | { type: "health"; health: Health }
  | { type: "preferred"; way: Way | null }
  | { type: "way"; way: Way }
  | { type: "invited"; invitation: Invitation | null }
  /** The page was loaded anew: this is what it remembers. */
  | { type: "remembered"; membership: Membership; captions: Captions }
  | { type: "forgotten" }
  | { type: "problem"; problem: Problem }
  | { type: "solved"; codes?: readonly Problem["code"][] }
  | { type: "info"; info: ServerInfo; phrases: readonly PhraseGroup[] }
  | { type: "downloads"; downloads: readonly Download[] };

/** The page as it opens. */
export const OPENING: AppState = {
  call: NO_CALL,
  captions: NO_CAPTIONS,
  microphone: "on",
  preferred: null,
  way: null,
  membership: null,
  invitation: null,
  problem: null,
  questions: [],
  recording: false,
  setup: {},
  sound: USUAL_SOUND,
  devices: NO_DEVICES,
  running: [],
  measures: [],
  link: null,
  work: [],
  info: null,
  phrases: [],
  health: {},
  downloads: [],
};

/** The page after an event; the same object where nothing changes. */
export function update(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case "microphone":
      return { ...state, microphone: event.microphone };
    case "sound":
      return { ...state, sound: event.sound };
    case "devices":
      return { ...state, devices: event.devices };
    case "link":
      return { ...state, link: event.link };
    case "health":
      return sameHealth(state.health, event.health) ? state : { ...state, health: event.health };
    case "preferred":
      return { ...state, preferred: event.way };
    case "way":
      return { ...state, way: event.way };
    case "invited":
      return { ...state, invitation: event.invitation };
    case "remembered":
      return { ...state, membership: event.membership, captions: event.captions };
    case "forgotten":
      return { ...state, membership: null };
    case "problem":
      return { ...state, problem: event.problem };
    case "solved":
      return solve(state, event.codes);
    case "info":
      return { ...state, info: event.info, phrases: event.phrases };
    case "downloads":
      // Nothing on its way is told every few seconds.
      return state.downloads.length + event.downloads.length === 0
        ? state
        : { ...state, downloads: event.downloads };
    default:
      return follow(state, event);
  }
}

/** It is told every few seconds, and seldom changes. */
function sameHealth(one: Health, other: Health): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function solve(state: AppState, codes: readonly Problem["code"][] | undefined): AppState {
  const solved = state.problem && (!codes || codes.includes(state.problem.code));
  return solved ? { ...state, problem: null } : state;
}

function follow(state: AppState, told: CallEvent): AppState {
  const event = named(told, state);
  if (!event) return state;
  const call = advance(state.call, event);
  // What arrives after the end belongs to no conversation.
  const talks = inCall(state.call.state) || BESIDE_TALK.has(event.type);
  const captions = talks ? caption(state.captions, event) : state.captions;
  const membership = memberAfter(state, event);
  const questions = questionsAfter(state.questions, event);
  const work = workAfter(state.work, event);
  const recording = recordingAfter(state.recording, event);
  const setup = setupAfter(state.setup, event);
  const running = runningAfter(state.running, event);
  const measures = measuresAfter(state.measures, event);
  const talk = { call, captions, membership, questions, recording };
  const problem = problemAfter(state.problem, event);
  const after = { ...talk, running, setup, work, measures, problem };
  return keepsAll(state, after) ? state : { ...state, ...after };
}

function keepsAll(state: AppState, after: Partial<AppState>): boolean {
  return Object.entries(after).every(([name, value]) => state[name as keyof AppState] === value);
}

function recordingAfter(recording: boolean, event: CallEvent): boolean {
  if (event.type === "starting" || event.type === "ended") return false;
  return event.type === "recording" ? event.on : recording;
}

function setupAfter(setup: Setup, event: CallEvent): Setup {
  if (event.type === "starting" && !event.continued) return OPENING.setup;
  return event.type === "changed" ? { ...setup, ...event.setup } : setup;
}

const BESIDE_TALK: ReadonlySet<AppEvent["type"]> = new Set(["starting", "returned", "ended"]);

/** Says who of several people spoke by the name that the others know. */
function named(event: CallEvent, { membership }: AppState): CallEvent | null {
  if ((event.type !== "heard" && event.type !== "typed") || event.by === undefined) return event;
  const { by, ...said } = event;
  const other = membership?.participants.find(({ id }) => id === by && id !== membership.me.id);
  if (other) return { ...said, by: nameOf(other) };
  // What was typed here is shown already.
  return said.type === "typed" ? null : said;
}

function memberAfter({ membership, call }: AppState, event: CallEvent): Membership | null {
  switch (event.type) {
    case "starting":
      return event.continued ? membership : null;
    case "welcomed":
      return event.membership;
    case "joined":
    case "left":
      return membership && { ...membership, participants: event.participants };
    case "ended": {
      const reason = call.ending?.reason ?? event.reason;
      return membership && FINAL.has(reason) ? null : membership;
    }
    default:
      return membership;
  }
}

/** Endings after which nobody wants to go on. */
const FINAL: ReadonlySet<EndReason> = new Set(["goodbye", "you"]);
