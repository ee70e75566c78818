import type { Catalogue } from "../shape";

/** Was gespeichert ist. */
export const privacy: Catalogue["privacy"] = {
  keep: "Davon bleibt",
  keeps: { nothing: "Nichts", text: "Text", audio: "Text und Ton" },

  recording: "Aufnahme",
  recordingHint: "Der Ton dieses Gesprächs wird aufbewahrt.",
  stopRecording: "Aufnahme beenden",

  stored: "Von Gesprächen",
  kept: {
    nothing: "Von Gesprächen wird nichts aufbewahrt.",
    text: "Der Text der Gespräche wird aufbewahrt, ohne Ton.",
    audio: "Der Text der Gespräche wird aufbewahrt, und der Ton, wo die Anrufer es so wollten.",
  },
  forDays: (days: number) => (days === 1 ? "1 Tag" : `${days} Tage`),
  forEver: "Bis man es entfernt",
  keepDays: "Text bleibt",
  recordingsKeepDays: "Ton bleibt",
  recordingsMost: "Ton höchstens",
  gigabytes: (count: number) => `${count} GB; das älteste geht zuerst`,
  redacted: "Aus dem Text genommen",
  redactions: { cards: "Kartennummern", emails: "E-Mail-Adressen", phones: "Telefonnummern" },
  conversations: "Gespräche",
  recordings: "Aufnahmen",
  size: (count: number, bytes: string) => (count > 0 ? `${count} (${bytes})` : "Keine"),
  forgetAll: "Alle Gespräche vergessen",
  forgetAllAsk:
    "Jedes Gespräch vergessen, das dieser Server aufbewahrt, mit allen Aufnahmen? Sie sind dann endgültig weg.",
  forgetAllNow: "Alle vergessen",

  facts: "Was der Agent über dich weiß",
  factsHint: "Sag ihm, was er sich merken soll, oder ändere und entferne es hier.",
  noFacts: "Noch nichts. Sag „remember that my car is on level three“.",
  remember: "In diesem Browser an mich erinnern",
  rememberHint: "Sonst ist im nächsten Gespräch nichts von dem bekannt, was du sagst.",
  noMemory: "Dieser Server merkt sich nichts über Personen.",
  noticed: "Das ist ihm selbst aufgefallen.",
  about: "Worüber",
  what: "Was",
  save: "Speichern",
  addFact: "Etwas hinzufügen",
  unknowable:
    "Dieser Browser speichert nichts für diese Seite, also würde der Agent dich nicht wiedererkennen. Erlaube ihr, Daten zu speichern, oder verlass den privaten Modus.",
  edit: "Ändern",
  remove: "Entfernen",
  removeFact: (subject: string) => `Entfernen, was über „${subject}“ bekannt ist`,
  editFact: (subject: string) => `Ändern, was über „${subject}“ bekannt ist`,
  removeAll: "All das vergessen",
  removeAllAsk: "Alles vergessen, was der Agent über dich weiß?",

  off: "Ausschalten",
  offHere: "Für das nächste Gespräch wählst du neben dem Startknopf, was davon bleibt.",
  offServer:
    "Wer den Server betreibt, kann HISTORY_KEEP=nothing setzen, dann bleibt von niemandem etwas, und MEMORY=false, dann wird niemand wiedererkannt.",
};
