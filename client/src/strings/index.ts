import { browserMemory } from "../memory/browser-memory";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";
import { type Language, tongueOf } from "./language";
import type { Catalogue } from "./shape";

const ASKED_FOR = "lang";
const CATALOGUES: Record<Language, Catalogue> = { en, de, es };

/** What the page speaks; chosen once, when it is loaded. */
export const TONGUE = tongueOf(wished());

const WORDS = CATALOGUES[TONGUE.language];

/** The words of a conversation, of work beside it, and of what goes wrong. */
export const STRINGS = { ...WORDS.page, ...WORDS.work, ...WORDS.problems };
/** The words of talking and hearing. */
export const TALKING = WORDS.talking;
/** The words of earlier conversations. */
export const HISTORY = WORDS.history;
/** The words of where time and money went. */
export const MEASURES = WORDS.measures;
/** The words of hearing them again. */
export const REPLAY = WORDS.replay;
/** The words of what is stored. */
export const PRIVACY = WORDS.privacy;

/** The words of how the page speaks and looks. */
export const PREFERENCES = WORDS.preferences;

/** Speak another language from now on: the page is loaded anew, so not in the middle of a call. */
export function speak(language: Language): void {
  browserMemory.language.set(language);
  const address = new URL(location.href);
  address.searchParams.delete(ASKED_FOR);
  location.assign(address);
}

function wished(): (string | null)[] {
  // Logic is tried where there is no page.
  if (typeof location === "undefined") return [];
  const address = new URLSearchParams(location.search);
  return [address.get(ASKED_FOR), browserMemory.language.get(), ...navigator.languages];
}
