import type { Catalogue } from "../shape";

/** Sprechen und Hören: Tasten, Geräte, Lautstärke, Stimmen. */
export const talking: Catalogue["talking"] = {
  otherMicrophone: (gone: string, now: string) =>
    `${gone || "Das Mikrofon"} ist weg. Man hört dich jetzt über ${now || "ein anderes"}.`,
  missingMicrophone: (now: string) =>
    `Das gewählte Mikrofon ist nicht da. Man hört dich über ${now || "ein anderes"}; schließ deines an, oder wähle eines unter „Ton und Geräte“.`,
  usualSpeaker:
    "Der gewählte Lautsprecher ist weg. Der Ton kommt jetzt aus dem, den das System nimmt.",

  holdToTalk: "Zum Sprechen halten",
  heardNow: "Man hört dich",
  holdHint: "Halte die Leertaste oder den Knopf, solange du sprichst.",
  toolAtWork: (tool: string, secs: number) =>
    secs < 2 ? `Benutzt „${tool}“.` : `Benutzt „${tool}“, seit ${secs} Sekunden.`,
  toolProgress: (tool: string, far: string) => `Benutzt „${tool}“: ${far}`,

  speaker: "Lautsprecher",
  silence: "Den Agenten stumm schalten",
  unsilence: "Den Agenten wieder hören",
  volume: "Lautstärke des Agenten",
  settings: "Ton und Geräte",
  microphone: "Mikrofon",
  usualDevice: "Was das System nimmt",
  unnamedDevice: (number: number) => `Gerät ${number}`,
  devicesUnknown: "Der Browser verrät die Geräte, sobald das Mikrofon erlaubt ist.",
  echoCancellation: "Echo unterdrücken",
  echoHint:
    "Ohne das hört der Agent sich vielleicht selbst aus dem Lautsprecher. Kopfhörer brauchen es nicht.",
  noiseSuppression: "Geräusche unterdrücken",
  noiseHint: "Hält Lüfter und Straßen fern. Leise Stimmen schneidet es manchmal ab.",
  holdSwitch: "Zum Sprechen eine Taste halten",
  holdSwitchHint: "Man hört dich nur, solange du die Leertaste oder den Knopf hältst.",

  listen: "Diese Stimme anhören",
  stopListening: "Aufhören",
  noSample:
    "Diese Stimme ist gerade nicht zu hören. Versuche es später wieder, oder nimm eine andere.",
  notNow: (label: string) => `${label} (antwortet gerade nicht)`,
};
