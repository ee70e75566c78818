import type { StageName } from "../../measures/stages";

/** Where the time and the money went. */
export const measures = {
  title: "Why: time and cost",
  waterfall: "From the end of speech to the answer",
  whole: "Answered in",
  stages: {
    paused: "Pause noticed",
    decided: "Turn decided",
    words: "Transcript",
    first_token: "First token",
    clause: "First clause",
    first_audio: "First sound",
    sent: "Sent",
    heard: "Heard",
  } satisfies Record<StageName, string>,
  median: "Median",
  trend: (count: string, median: string) => `The last ${count} answers; half came within ${median}`,
  cost: "Cost so far",
  atLeast: (sum: string) => `at least ${sum}`,
  used: "Used",
  tokens: (count: string) => `${count} tokens`,
  characters: (count: string) => `${count} characters spoken`,
  heardSecs: (count: string) => `${count} s heard`,
  link: "Connection",
  roundTrip: (time: string) => `${time} there and back`,
  loss: (share: string) => `${share} lost`,
  jitter: (time: string) => `${time} jitter`,
  kbits: (count: string) => `${count} kbit/s`,
};
