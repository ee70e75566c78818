import type { Catalogue } from "../shape";

/** En qué se fueron el tiempo y el dinero. */
export const measures: Catalogue["measures"] = {
  title: "Por qué: tiempo y coste",
  waterfall: "Desde el final de tus palabras hasta la respuesta",
  whole: "Respondió en",
  stages: {
    paused: "Pausa notada",
    decided: "Turno decidido",
    words: "Transcripción",
    first_token: "Primera palabra",
    clause: "Primera frase",
    first_audio: "Primer sonido",
    sent: "Enviado",
    heard: "Oído",
  },
  median: "Mediana",
  trend: (count: string, median: string) =>
    `Las últimas ${count} respuestas; la mitad llegó en ${median}`,
  cost: "Coste hasta ahora",
  atLeast: (sum: string) => `al menos ${sum}`,
  used: "Usado",
  tokens: (count: string) => `${count} tokens`,
  characters: (count: string) => `${count} caracteres hablados`,
  heardSecs: (count: string) => `${count} s escuchados`,
  link: "Conexión",
  roundTrip: (time: string) => `${time} ida y vuelta`,
  loss: (share: string) => `${share} perdido`,
  jitter: (time: string) => `${time} fluctuación`,
  kbits: (count: string) => `${count} kbit/s`,
};
