/** What happens between the end of speech and the answer; each stage is named after its end. */
export const STAGES = [
  "paused",
  "decided",
  "words",
  "first_token",
  "clause",
  "first_audio",
  "sent",
  "heard",
] as const;

export type StageName = (typeof STAGES)[number];

/** A stretch of the way from the end of speech to the answer. */
export interface Stage {
  name: StageName;
  /** Milliseconds since the end of speech. */
  beginMs: number;
  /** How long it took, in milliseconds. */
  ms: number;
}

/**
 * The way of an answer in stages that follow each other and sum to the whole.
 *
 * Words may be there before the turn is decided, so they come in the order of their time. What comes
 * after the answer was heard, such as the words of a model that hears for itself, was not on the way.
 *
 * @param stepsMs Of a `Measured`.
 */
export function stagesOf(stepsMs: Readonly<Record<string, number>>): Stage[] {
  const whole = wholeMs(stepsMs);
  if (whole === null) return [];
  const ends = STAGES.flatMap((name) => {
    const at = stepsMs[name];
    return at === undefined || at > whole ? [] : [{ name, at }];
  }).sort((one, other) => one.at - other.at);
  return ends.map(({ name, at }, index) => {
    const beginMs = ends[index - 1]?.at ?? 0;
    return { name, beginMs, ms: at - beginMs };
  });
}

/** How long the caller waited, in milliseconds; null where nothing was heard. */
export function wholeMs(stepsMs: Readonly<Record<string, number>>): number | null {
  return stepsMs.heard ?? stepsMs.first_audio ?? null;
}
