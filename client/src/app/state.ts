import type { PhraseGroup, ServerInfo } from "../api/types";
import type { CallEvent } from "../call/events";
import { advance, type Call, inCall, NO_CALL } from "../call/state";
import { type Captions, caption, NO_CAPTIONS } from "../captions/captions";
import type { Download } from "../models/downloads";
import type { Problem } from "../problems/problem";

/** How the person speaks: aloud, muted, or by typing alone. */
export type Microphone = "on" | "muted" | "none";

/** Everything that the page shows. */
export interface AppState {
  call: Call;
  captions: Captions;
  microphone: Microphone;
  problem: Problem | null;
  /** Null until the server has told. */
  info: ServerInfo | null;
  phrases: readonly PhraseGroup[];
  /** Models on their way to the server. */
  downloads: readonly Download[];
}

/** Everything that can change it. */
export type AppEvent =
  | CallEvent
  | { type: "microphone"; microphone: Microphone }
  | { type: "problem"; problem: Problem }
  | { type: "solved"; codes?: readonly Problem["code"][] }
  | { type: "info"; info: ServerInfo; phrases: readonly PhraseGroup[] }
  | { type: "downloads"; downloads: readonly Download[] };

/** The page as it opens. */
export const OPENING: AppState = {
  call: NO_CALL,
  captions: NO_CAPTIONS,
  microphone: "on",
  problem: null,
  info: null,
  phrases: [],
  downloads: [],
};

/** The page after an event; the same object where nothing changes. */
export function update(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case "microphone":
      return { ...state, microphone: event.microphone };
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

function solve(state: AppState, codes: readonly Problem["code"][] | undefined): AppState {
  const solved = state.problem && (!codes || codes.includes(state.problem.code));
  return solved ? { ...state, problem: null } : state;
}

function follow(state: AppState, event: CallEvent): AppState {
  const call = advance(state.call, event);
  // What arrives after the end belongs to no conversation.
  const talks = inCall(state.call.state) || event.type === "starting" || event.type === "ended";
  const captions = talks ? caption(state.captions, event) : state.captions;
  if (call === state.call && captions === state.captions) return state;
  return { ...state, call, captions };
}
