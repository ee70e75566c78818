import type { Catalogue } from "../shape";

/** Cómo habla y se ve la página, y qué pasa con sus partes. */
export const preferences: Catalogue["preferences"] = {
  title: "Idioma y aspecto",
  language: "Idioma de esta página",
  languageInCall: "Se puede cambiar cuando termine la conversación.",
  theme: "Aspecto",
  themes: { system: "Como en este dispositivo", light: "Claro", dark: "Oscuro" },
  partMissing: "No se pudo cargar esta parte de la página: el servidor no está, o fue actualizado.",
  reload: "Cargar la página de nuevo",
};
