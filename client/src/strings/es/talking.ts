import type { Catalogue } from "../shape";

/** Hablar y oír: teclas, dispositivos, volumen, voces. */
export const talking: Catalogue["talking"] = {
  otherMicrophone: (gone: string, now: string) =>
    `${gone || "El micrófono"} ya no está. Ahora se te oye por ${now || "otro"}.`,
  missingMicrophone: (now: string) =>
    `El micrófono elegido no está. Se te oye por ${now || "otro"}; conecta el tuyo o elige uno en «Sonido y dispositivos».`,
  usualSpeaker: "El altavoz elegido ya no está. Ahora el sonido sale por el que usa el sistema.",

  holdToTalk: "Mantén para hablar",
  heardNow: "Se te oye",
  holdHint: "Mantén pulsados el espacio o el botón mientras hablas.",
  toolAtWork: (tool: string, secs: number) =>
    secs < 2 ? `Usa «${tool}».` : `Usa «${tool}» desde hace ${secs} segundos.`,
  toolProgress: (tool: string, far: string) => `Usa «${tool}»: ${far}`,

  speaker: "Altavoz",
  silence: "Silenciar al agente",
  unsilence: "Volver a oír al agente",
  volume: "Volumen del agente",
  settings: "Sonido y dispositivos",
  microphone: "Micrófono",
  usualDevice: "El que usa el sistema",
  unnamedDevice: (number: number) => `Dispositivo ${number}`,
  devicesUnknown: "El navegador dice qué dispositivos hay cuando permites el micrófono.",
  echoCancellation: "Cancelar el eco",
  echoHint:
    "Sin ello, el agente puede oírse a sí mismo por tu altavoz. Con auriculares no hace falta.",
  noiseSuppression: "Reducir el ruido",
  noiseHint: "Quita ventiladores y calles. A veces corta las voces bajas.",
  holdSwitch: "Mantener una tecla para hablar",
  holdSwitchHint: "Solo se te oye mientras mantienes pulsados el espacio o el botón.",

  listen: "Oír esta voz",
  stopListening: "Parar",
  noSample: "Ahora no se puede oír esta voz. Inténtalo más tarde o elige otra.",
  notNow: (label: string) => `${label} (ahora no responde)`,
};
