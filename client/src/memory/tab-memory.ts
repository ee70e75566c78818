import type { AppState, Microphone } from "../app/state";
import type { Membership } from "../call/membership";
import { isOpen } from "../call/state";
import { type Caption, type Captions, NO_CAPTIONS } from "../captions/captions";
import { Kept } from "./kept";

/** What a tab remembers of its conversation when it is loaded anew. */
export interface TabMemory {
  membership: Membership;
  captions: readonly Caption[];
  /** Whether the conversation went on. */
  wasOpen: boolean;
  microphone: Microphone;
  /** When this was written, in epoch milliseconds. */
  at: number;
}

const MOST_CAPTIONS = 200;
const MOST_CHARACTERS = 100_000;

/** Session storage: it survives a reload, and no other tab can read the token. */
export const tabMemory = new Kept<TabMemory>(() => sessionStorage, "repartee.conversation", read);

/** What is worth remembering of a state; null if nothing. */
export function memorable(state: AppState, at: number): TabMemory | null {
  const { membership, captions, call, microphone } = state;
  if (!membership) return null;
  const wasOpen = isOpen(call.state);
  return { membership, captions: lastOf(captions.list), wasOpen, microphone, at };
}

/** Whether the person was cut off by the reload, and the server still waits for them. */
export function isExpected({ wasOpen, at, membership }: TabMemory, now: number): boolean {
  return wasOpen && now - at < membership.graceSecs * 1000;
}

/** The captions of before, to be gone on with. */
export function rememberedCaptions({ captions }: TabMemory): Captions {
  const nextId = Math.max(0, ...captions.map(({ id }) => id)) + 1;
  // What was only guessed will not be confirmed; an answer under way was cut.
  const list = captions
    .filter(({ final, who }) => final || who === "agent")
    .map((each) => ({ ...each, final: true, cut: each.cut || !each.final, now: "", rest: "" }));
  return { ...NO_CAPTIONS, list, nextId };
}

function lastOf(captions: readonly Caption[]): Caption[] {
  let room = MOST_CHARACTERS;
  const kept: Caption[] = [];
  for (const each of captions.slice(-MOST_CAPTIONS).reverse()) {
    room -= each.text.length;
    if (room < 0) break;
    kept.push(each);
  }
  return kept.reverse();
}

function read(value: unknown): TabMemory | null {
  const { membership, captions, wasOpen, microphone, at } = (value ?? {}) as Partial<TabMemory>;
  if (typeof membership?.resumeToken !== "string" || typeof at !== "number") return null;
  return {
    membership,
    captions: Array.isArray(captions) ? captions.filter(isCaption) : [],
    wasOpen: wasOpen === true,
    microphone: microphone ?? "on",
    at,
  };
}

function isCaption(value: unknown): value is Caption {
  const { id, text, who } = (value ?? {}) as Partial<Caption>;
  return typeof id === "number" && typeof text === "string" && typeof who === "string";
}
