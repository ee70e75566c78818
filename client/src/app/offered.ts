import type { Choice, ServerInfo } from "../api/types";
import type { Chosen } from "./opening";

/** Of what was chosen, perhaps another day, that which the server still offers. */
export function stillOffered(chosen: Chosen, info: ServerInfo | null): Chosen {
  if (!info) return chosen;
  const offered: Record<keyof Chosen, readonly string[]> = {
    voice: ids(info.voices),
    brain: ids(info.brains),
    persona: ids(info.personas),
    language: info.languages ?? [],
  };
  const entries = Object.entries(chosen) as [keyof Chosen, string][];
  return Object.fromEntries(entries.filter(([what, id]) => offered[what].includes(id)));
}

/** Read what was stored; null for what is no choice. */
export function chosenOf(stored: unknown): Chosen | null {
  if (typeof stored !== "object" || stored === null) return null;
  const known = ["voice", "brain", "persona", "language"] as const;
  const values = stored as Record<string, unknown>;
  const told = known.filter((what) => typeof values[what] === "string" && values[what] !== "");
  return Object.fromEntries(told.map((what) => [what, values[what]]));
}

/** How every part of the server is, by its name. */
export type Health = Readonly<Record<string, string>>;

/** Whether a brain can be had now; the first one has the part's own name. */
export function isHealthy(brain: string, info: ServerInfo, health: Health): boolean {
  const first = info.brains?.[0]?.id === brain;
  const state = health[`brain-${brain}`] ?? (first ? health.brain : undefined);
  return state !== "degraded";
}

function ids(choices: readonly Choice[] | undefined): readonly string[] {
  return (choices ?? []).map(({ id }) => id);
}
