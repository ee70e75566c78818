import type { Catalogue } from "../shape";

/** Volver a oír, buscar y recuperar conversaciones. */
export const replay: Catalogue["replay"] = {
  title: "Reproducción",
  play: "Reproducir",
  pause: "Pausar",
  previous: "Línea anterior",
  next: "Línea siguiente",
  speed: "Velocidad",
  times: (speed) => `${speed}×`,
  position: "Posición",
  at: (position, whole) => `${position} de ${whole}`,
  silent:
    "De esta parte no se guarda sonido; sus líneas se muestran en el momento en que se dijeron.",
  timing: "En qué se fue el tiempo",

  find: "Buscar en esta conversación",
  findPrevious: "Lugar anterior",
  findNext: "Lugar siguiente",
  found: (shown, found) =>
    found === 0
      ? "No encontrado"
      : shown === 0
        ? `${found} ${found === 1 ? "encontrado" : "encontrados"}`
        : `${shown} de ${found}`,

  import: "Importar",
  importHint: "Elige archivos exportados como JSON o zip, o suéltalos aquí.",
  drop: "Suéltalo para importarlo",
  sending: (name) => `${name} está en camino`,
  checking: (name) => `Se está comprobando ${name}`,
  stop: "Detener",
  asAnother: "Importarla como otra conversación",
};
