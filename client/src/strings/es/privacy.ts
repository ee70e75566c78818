import type { Catalogue } from "../shape";

/** Lo que se guarda. */
export const privacy: Catalogue["privacy"] = {
  keep: "Se guarda",
  keeps: { nothing: "Nada", text: "El texto", audio: "Texto y sonido" },

  recording: "Grabando",
  recordingHint: "Se está guardando el sonido de esta conversación.",
  stopRecording: "Dejar de grabar",

  stored: "De las conversaciones",
  kept: {
    nothing: "No se guarda nada de las conversaciones.",
    text: "Se guarda el texto de las conversaciones, sin sonido.",
    audio: "Se guarda el texto de las conversaciones, y el sonido si quien llama lo eligió.",
  },
  forDays: (days: number) => (days === 1 ? "1 día" : `${days} días`),
  forEver: "Hasta que se borre",
  keepDays: "El texto se guarda",
  recordingsKeepDays: "El sonido se guarda",
  recordingsMost: "Sonido como máximo",
  gigabytes: (count: number) => `${count} GB; lo más antiguo se va primero`,
  redacted: "Se quita del texto",
  redactions: {
    cards: "números de tarjeta",
    emails: "direcciones de correo",
    phones: "números de teléfono",
  },
  conversations: "Conversaciones",
  recordings: "Grabaciones",
  size: (count: number, bytes: string) => (count > 0 ? `${count} (${bytes})` : "Ninguna"),
  forgetAll: "Olvidar todas las conversaciones",
  forgetAllAsk:
    "¿Olvidar todas las conversaciones que guarda este servidor, con sus grabaciones? Se borran para siempre.",
  forgetAllNow: "Olvidar todas",

  facts: "Lo que el agente recuerda de ti",
  factsHint: "Dile algo que recordar, o cámbialo y bórralo aquí.",
  noFacts: "Nada todavía. Di «remember that my car is on level three».",
  remember: "Recordarme en este navegador",
  rememberHint: "Si no, en la próxima conversación no se sabrá nada de lo que digas.",
  noMemory: "Este servidor no recuerda nada de nadie.",
  noticed: "Lo notó por sí mismo.",
  about: "Sobre",
  what: "Qué",
  save: "Guardar",
  addFact: "Añadir algo",
  unknowable:
    "Este navegador no guarda nada para esta página, así que el agente no te reconocería. Permítele guardar datos o sal de la navegación privada.",
  edit: "Cambiar",
  remove: "Quitar",
  removeFact: (subject: string) => `Quitar lo que se sabe de «${subject}»`,
  editFact: (subject: string) => `Cambiar lo que se sabe de «${subject}»`,
  removeAll: "Olvidar todo esto",
  removeAllAsk: "¿Olvidar todo lo que el agente recuerda de ti?",

  off: "Desactivarlo",
  offHere: "Para la próxima conversación, elige junto al botón de inicio qué se guarda.",
  offServer:
    "Quien lleva el servidor puede poner HISTORY_KEEP=nothing, para que no se guarde nada de nadie, y MEMORY=false, para que no se recuerde a nadie.",
};
