/** What the page says of talking and hearing. */
export const TALKING = {
  otherMicrophone: (gone: string, now: string) =>
    `${gone || "The microphone"} is gone. You are heard through ${now || "another one"} now.`,
  usualSpeaker: "The loudspeaker that you chose is gone. Sound comes from the usual one now.",
} as const;
