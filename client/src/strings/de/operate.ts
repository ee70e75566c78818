import type { Catalogue } from "../shape";

/** Wie es dem Server geht, für die, die ihn betreiben. */
export const operate: Catalogue["operate"] = {
  tab: "Dieser Server",
  live: "Gespräche gerade",
  nobody: "Niemand spricht.",
  away: "Wartet auf seinen Anrufer",
  turns: (count: number) => (count === 1 ? "1 Wechsel" : `${count} Wechsel`),
  endCall: "Beenden",
  endCallOf: (who: string) => `Das Gespräch von ${who} beenden`,
  now: "Jetzt",
  calls: "Gespräche",
  callsOf: (count: number, limit: number) => `${count} von ${limit}`,
  load: "Last",
  loadOf: (load: string, cpus: number) =>
    cpus === 1 ? `${load} auf 1 Prozessor` : `${load} auf ${cpus} Prozessoren`,
  memory: "Speicher des Servers",
  spent: "Heute ausgegeben",
  spentOf: (spent: string, budget: string) => `${spent} von ${budget}`,
  waits: "Antworten des letzten Tages",
  answers: "Antworten",
  within: (percent: number) => `${percent} % kamen binnen`,
  errors: "Fehler des letzten Tages",
  noErrors: "Keine.",
  costs: "Kosten nach Tagen",
  noCosts: "Keine bekannt.",
  health: "Teile",
  healthy: "In Ordnung",
  degraded: "Gestört",
  again: "Noch einmal fragen",
};
