/** What becomes of files that are brought back, one after the other. */
export interface Importing {
  /** Those that wait, the one that is on its way first. */
  files: readonly File[];
  /** How much of the first one is on the server, from 0 to 1. */
  fraction: number;
  /** Why the last one was refused; empty where it was not. */
  why: string;
  /** The one that was refused because it is here already; it can be taken as another one. */
  twice: File | null;
}

/** What can happen to them. */
export type ImportingEvent =
  | { type: "given"; files: readonly File[] }
  | { type: "progress"; fraction: number }
  | { type: "taken" }
  | { type: "refused"; why: string; twice: boolean }
  | { type: "stopped" };

/** Before the first one. */
export const NO_IMPORT: Importing = { files: [], fraction: 0, why: "", twice: null };

/** What there is to import after an event. */
export function importAfter(importing: Importing, event: ImportingEvent): Importing {
  const [first = null, ...rest] = importing.files;
  switch (event.type) {
    case "given":
      return { ...importing, files: [...importing.files, ...event.files], why: "", twice: null };
    case "progress":
      return { ...importing, fraction: event.fraction };
    case "taken":
      return { ...importing, files: rest, fraction: 0 };
    case "refused":
      // What follows is not begun under a sentence that belongs to this one.
      return { files: [], fraction: 0, why: event.why, twice: event.twice ? first : null };
    case "stopped":
      return NO_IMPORT;
  }
}
