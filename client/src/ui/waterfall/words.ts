import type { StageName } from "../../measures/stages";

/** Every word of the waterfall, in English. */
export const WATERFALL = {
  title: "From the end of speech to the answer",
  whole: "Answered in",
  ms: (ms: number) => `${Math.round(ms)} ms`,
  stages: {
    decided: "Turn decided",
    words: "Transcript",
    first_token: "First token",
    first_audio: "First sound",
    heard: "Heard",
  } as Readonly<Record<StageName, string>>,
} as const;
