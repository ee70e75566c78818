import { chosenOf } from "../app/offered";
import type { Chosen } from "../app/opening";
import { isTheme, type Theme } from "../appearance/theme";
import { type SoundChoices, soundChoicesOf } from "../media/sound-choices";
import { isKeep, type Keep } from "../privacy/keep";
import { isPersonKey } from "../privacy/person";
import { isLanguage, type Language } from "../strings/language";
import { isWay, type Way } from "../transports/way";
import { Kept } from "./kept";

const text = (value: unknown) => (typeof value === "string" ? value : null);
const way = (value: unknown) => (isWay(value) ? value : null);
const keep = (value: unknown) => (isKeep(value) ? value : null);
const person = (value: unknown) => (isPersonKey(value) ? value : null);
const language = (value: unknown) => (isLanguage(value) ? value : null);
const theme = (value: unknown) => (isTheme(value) ? value : null);
const yes = (value: unknown) => (value === true ? value : null);

/** What this browser remembers of the person, for every tab and next time. */
export const browserMemory = {
  /** What they read, if they chose. */
  language: new Kept<Language>(() => localStorage, "repartee.language", language),
  /** Whether they want it light or dark, if they chose. */
  theme: new Kept<Theme>(() => localStorage, "repartee.theme", theme),
  /** How they want to be connected, if they chose. */
  way: new Kept<Way>(() => localStorage, "repartee.way", way),
  /** How they want to hear and be heard, if they chose. */
  sound: new Kept<SoundChoices>(() => localStorage, "repartee.sound", soundChoicesOf),
  /** Whom they want to talk to: voice, brain, persona and language. */
  chosen: new Kept<Chosen>(() => localStorage, "repartee.chosen", chosenOf),
  /** What others call them. */
  name: new Kept<string>(() => localStorage, "repartee.name", text),
  /** What is kept of their conversations, if they chose. */
  keep: new Kept<Keep>(() => localStorage, "repartee.keep", keep),
  /** The secret by which the server knows them again. */
  person: new Kept<string>(() => localStorage, "repartee.person", person),
  /** Whether they want not to be known again. */
  unknown: new Kept<boolean>(() => localStorage, "repartee.unknown", yes),
};
