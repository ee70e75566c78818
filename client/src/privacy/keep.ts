/** How much is kept of a conversation, from the least on; `audio` means text and sound. */
export type Keep = "nothing" | "text" | "audio";

const ALL: readonly Keep[] = ["nothing", "text", "audio"];

/** What the server lets a caller choose. */
export interface KeepRules {
  offered: readonly Keep[];
  /** What counts for those who choose nothing. */
  usual: Keep;
}

/** Whether a value is one of them. */
export function isKeep(value: unknown): value is Keep {
  return ALL.includes(value as Keep);
}

/** What is kept of the next conversation: the choice, if the server still offers it. */
export function keepOf({ offered, usual }: KeepRules, chosen: Keep | null): Keep {
  return chosen && offered.includes(chosen) ? chosen : usual;
}
