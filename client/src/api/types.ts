import type { Keep, KeepRules } from "../privacy/keep";
import type { Way } from "../transports/way";

/** One part of the stack in use. */
export interface Part {
  name: string;
  label: string;
  why?: string;
  /** What takes over when it fails, in order. */
  fallbacks?: string[];
}

/** `GET /api/info` */
export interface ServerInfo {
  version: string;
  stack: {
    name: string;
    /** Understands only a list of phrases. */
    limited: boolean;
    ears: Part;
    brain: Part;
    voice: Part;
    notice?: string;
  };
  voices: Choice[];
  /** What a caller may choose from, where the server offers several. */
  brains?: Choice[];
  personas?: Choice[];
  languages?: string[];
  /** The ways in that the page can use, and the one to begin with. */
  transports?: string[];
  transport?: string;
  /** How much is kept of conversations, where the server tells. */
  keep?: KeepRules;
  /** Whether people are known again from one conversation to the next. */
  memory?: boolean;
  /** Whether the person may tell the agent who to be. */
  prompts?: boolean;
}

/** Something to choose: a voice, a brain. */
export interface Choice {
  id: string;
  label: string;
  /** What a voice speaks, as BCP 47; empty for any. */
  language?: string;
}

/** One title of `GET /api/phrases`. */
export interface PhraseGroup {
  title: string;
  phrases: string[];
}

/** What a caller chooses; the body of `POST /start`. */
export interface StartChoices {
  voice?: string;
  llm_backend?: string;
  persona?: string;
  language?: string;
  timezone?: string;
  greeting?: boolean;
  transport?: Way;
  /** How much of the conversation is kept. */
  keep?: Keep;
  /** The secret by which the server knows the person again. */
  person?: string;
  /** An earlier conversation, which is taken up again. */
  continue?: string;
  /** The conversation to come back to, or to join; left out for a new one. */
  conversation_id?: string;
  /** Of someone who comes back. */
  resume_token?: string;
  /** Of someone who was invited. */
  invite_token?: string;
  /** What others call the person. */
  name?: string;
}

/** The answer of `POST /start` for WebRTC: how to connect. */
export interface WebRTCParams {
  webrtcRequestParams: { endpoint: string; requestData?: Record<string, unknown> };
  iceConfig?: { iceServers?: RTCIceServer[] };
}

/** The answer of `POST /start` for a WebSocket. */
export interface WebSocketParams {
  wsUrl: string;
}
