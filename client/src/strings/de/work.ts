import type { Catalogue } from "../shape";

/** Werkzeuge, und Arbeit neben dem Gespräch. */
export const work: Catalogue["work"] = {
  usesTool: (tool: string, values: readonly string[]) =>
    values.length > 0 ? `${tool} (${values.join(", ")})` : tool,
  toolFailed: "hat nicht geklappt",

  work: "Arbeit neben dem Gespräch",
  desks: { team: "Team", "claude-code": "Claude Code" },
  workStates: {
    waiting: "Beginnt gleich",
    working: "In Arbeit",
    asking: "Fragt dich",
    paused: "Angehalten",
    done: "Fertig",
    failed: "Fehlgeschlagen",
    dropped: "Verworfen",
  },
  stepsBehind: (done: number, steps: number) => `${done} von ${steps} Schritten fertig`,
  progress: "Fortschritt",
  waitingTasks: "Danach",
  workDone: "Fertig; es gibt nichts zu lesen.",
  workFailed: (why: string) => `Nicht fertig geworden. ${why}`,
  workDropped: "Verworfen.",
  pauseWork: "Anhalten",
  resumeWork: "Weiter",
  resetWork: "Verwerfen",
  resetAllWork: "Alles verwerfen",
  showAll: "Alles zeigen",
  showLess: "Weniger zeigen",
};
