import type { Keep } from "../../privacy/keep";

/** What is stored. */
export const privacy = {
  keep: "Kept of it",
  keeps: {
    nothing: "Nothing",
    text: "Text",
    audio: "Text and sound",
  } satisfies Record<Keep, string>,

  recording: "Recording",
  recordingHint: "The sound of this conversation is being kept.",
  stopRecording: "Stop recording",

  stored: "Of conversations",
  kept: {
    nothing: "Nothing is kept of conversations.",
    text: "The text of conversations is kept, without sound.",
    audio: "The text of conversations is kept, and the sound of those whose callers chose so.",
  } satisfies Record<Keep, string>,
  forDays: (days: number) => (days === 1 ? "1 day" : `${days} days`),
  forEver: "Until it is removed",
  keepDays: "Text is kept for",
  recordingsKeepDays: "Sound is kept for",
  recordingsMost: "Most sound",
  gigabytes: (count: number) => `${count} GB; the oldest goes first`,
  redacted: "Taken out of the text",
  redactions: {
    cards: "card numbers",
    emails: "e-mail addresses",
    phones: "telephone numbers",
  } as Readonly<Record<string, string>>,
  conversations: "Conversations",
  recordings: "Recordings",
  size: (count: number, bytes: string) => (count > 0 ? `${count} (${bytes})` : "None"),
  forgetAll: "Forget all conversations",
  forgetAllAsk:
    "Forget every conversation that this server keeps, with all recordings? They are gone for good.",
  forgetAllNow: "Forget all",

  facts: "What the agent remembers of you",
  factsHint: "Tell it something to remember, or change and remove it here.",
  noFacts: "Nothing yet. Say “remember that my car is on level three”.",
  remember: "Remember me in this browser",
  rememberHint: "Without it, nothing that you say is known in the next conversation.",
  noMemory: "This server remembers nothing of people.",
  noticed: "It noticed this by itself.",
  about: "About",
  what: "What",
  save: "Save",
  addFact: "Add something",
  unknowable:
    "This browser keeps nothing for this page, so the agent would not know you again. Allow it to store data, or leave private browsing.",
  edit: "Change",
  remove: "Remove",
  removeFact: (subject: string) => `Remove what is known about “${subject}”`,
  editFact: (subject: string) => `Change what is known about “${subject}”`,
  removeAll: "Forget all of this",
  removeAllAsk: "Forget everything that the agent remembers of you?",

  off: "Switch it off",
  offHere: "For the next conversation, choose what is kept of it beside the start button.",
  offServer:
    "Whoever runs the server can set HISTORY_KEEP=nothing, so that nothing is kept of anybody, and MEMORY=false, so that nobody is remembered.",
};
