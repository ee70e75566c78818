import type { Catalogue } from "../shape";

/** Herramientas, y trabajo al margen de la conversación. */
export const work: Catalogue["work"] = {
  usesTool: (tool: string, values: readonly string[]) =>
    values.length > 0 ? `${tool} (${values.join(", ")})` : tool,
  toolFailed: "no funcionó",

  work: "Trabajo al margen",
  desks: { team: "Equipo", "claude-code": "Claude Code" },
  workStates: {
    waiting: "A punto de empezar",
    working: "Trabajando",
    asking: "Te pregunta",
    paused: "En pausa",
    done: "Hecho",
    failed: "Falló",
    dropped: "Descartado",
  },
  stepsBehind: (done: number, steps: number) => `${done} de ${steps} pasos hechos`,
  progress: "Progreso",
  waitingTasks: "Después",
  workDone: "Hecho; no hay nada que leer.",
  workFailed: (why: string) => `Sin terminar. ${why}`,
  workDropped: "Descartado.",
  pauseWork: "Pausar",
  resumeWork: "Seguir",
  resetWork: "Descartar",
  resetAllWork: "Descartar todo",
  showAll: "Mostrar todo",
  showLess: "Mostrar menos",
};
