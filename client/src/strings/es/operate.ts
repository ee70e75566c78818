import type { Catalogue } from "../shape";

/** Cómo va el servidor, para quien lo lleva. */
export const operate: Catalogue["operate"] = {
  tab: "Este servidor",
  live: "Conversaciones ahora",
  nobody: "Nadie está hablando.",
  away: "Espera a quien llamó",
  turns: (count: number) => (count === 1 ? "1 turno" : `${count} turnos`),
  endCall: "Terminar",
  endCallOf: (who: string) => `Terminar la conversación de ${who}`,
  now: "Ahora",
  calls: "Conversaciones",
  callsOf: (count: number, limit: number) => `${count} de ${limit}`,
  load: "Carga",
  loadOf: (load: string, cpus: number) =>
    cpus === 1 ? `${load} en 1 procesador` : `${load} en ${cpus} procesadores`,
  memory: "Memoria del servidor",
  spent: "Gastado hoy",
  spentOf: (spent: string, budget: string) => `${spent} de ${budget}`,
  waits: "Respuestas del último día",
  answers: "Respuestas",
  within: (percent: number) => `El ${percent} % llegó en`,
  errors: "Errores del último día",
  noErrors: "Ninguno.",
  costs: "Costes por día",
  noCosts: "Ninguno conocido.",
  health: "Partes",
  healthy: "Funciona",
  degraded: "Con problemas",
  again: "Preguntar otra vez",
};
