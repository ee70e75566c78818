import type { Catalogue } from "../shape";

/** Gespräche noch einmal hören, durchsuchen und zurückholen. */
export const replay: Catalogue["replay"] = {
  title: "Wiedergabe",
  play: "Abspielen",
  pause: "Anhalten",
  previous: "Vorige Zeile",
  next: "Nächste Zeile",
  speed: "Geschwindigkeit",
  times: (speed) => `${speed}×`,
  position: "Stelle",
  at: (position, whole) => `${position} von ${whole}`,
  silent:
    "Von diesem Teil ist kein Ton gespeichert; seine Zeilen erscheinen, wann sie gesagt wurden.",
  timing: "Wo die Zeit blieb",

  find: "In diesem Gespräch suchen",
  findPrevious: "Vorige Stelle",
  findNext: "Nächste Stelle",
  found: (shown, found) =>
    found === 0 ? "Nicht gefunden" : shown === 0 ? `${found} gefunden` : `${shown} von ${found}`,

  import: "Importieren",
  importHint: "Wähle Dateien, die als JSON oder Zip exportiert wurden, oder zieh sie hierher.",
  drop: "Zum Importieren loslassen",
  sending: (name) => `${name} ist unterwegs`,
  checking: (name) => `${name} wird geprüft`,
  stop: "Abbrechen",
  asAnother: "Als weiteres Gespräch importieren",
};
