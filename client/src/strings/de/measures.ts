import type { Catalogue } from "../shape";

/** Wohin Zeit und Geld gingen. */
export const measures: Catalogue["measures"] = {
  title: "Warum: Zeit und Kosten",
  waterfall: "Vom Ende des Sprechens bis zur Antwort",
  whole: "Antwort nach",
  stages: {
    paused: "Pause bemerkt",
    decided: "Ende erkannt",
    words: "Mitschrift",
    first_token: "Erstes Wort",
    clause: "Erster Satzteil",
    first_audio: "Erster Ton",
    sent: "Gesendet",
    heard: "Gehört",
  },
  median: "Median",
  trend: (count: string, median: string) =>
    `Die letzten ${count} Antworten; die Hälfte kam binnen ${median}`,
  cost: "Kosten bisher",
  atLeast: (sum: string) => `mindestens ${sum}`,
  used: "Verbraucht",
  tokens: (count: string) => `${count} Token`,
  characters: (count: string) => `${count} Zeichen gesprochen`,
  heardSecs: (count: string) => `${count} s gehört`,
  link: "Verbindung",
  roundTrip: (time: string) => `${time} hin und zurück`,
  loss: (share: string) => `${share} verloren`,
  jitter: (time: string) => `${time} Schwankung`,
  kbits: (count: string) => `${count} kbit/s`,
};
