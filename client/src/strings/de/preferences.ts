import type { Catalogue } from "../shape";

/** Wie die Seite spricht und aussieht, und was mit ihren Teilen geschieht. */
export const preferences: Catalogue["preferences"] = {
  title: "Sprache und Aussehen",
  language: "Sprache dieser Seite",
  languageInCall: "Lässt sich ändern, wenn das Gespräch vorbei ist.",
  theme: "Aussehen",
  themes: { system: "Wie auf diesem Gerät", light: "Hell", dark: "Dunkel" },
  partMissing:
    "Dieser Teil der Seite ließ sich nicht laden: Der Server ist weg oder wurde erneuert.",
  reload: "Seite neu laden",
};
