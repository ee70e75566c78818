import type { AssignmentState, Desk } from "./assignments/assignment";
import type { EndReason } from "./call/events";
import type { CallState } from "./call/state";
import type { DownloadPhase } from "./models/downloads";
import type { ProblemCode, Remedy } from "./problems/problem";
import type { Way } from "./transports/way";

/** Every word that the page shows in a call, in English. */
export const STRINGS = {
  product: "Repartee",
  you: "You",
  note: "Note",
  tool: "Tool",
  somebody: "Somebody",

  states: {
    ready: "Ready when you are",
    connecting: "Connecting",
    listening: "Listening",
    hearing: "Hearing you",
    thinking: "Thinking",
    speaking: "Speaking",
    lost: "Connection lost",
    ended: "Conversation over",
  } satisfies Record<CallState, string>,

  hints: {
    ready: "Press start, allow the microphone, and speak.",
    connecting: "One moment.",
    listening: "Go ahead, speak or type.",
    hearing: "Take your time.",
    thinking: "The answer is on its way.",
    speaking: "You can interrupt at any time.",
    lost: "Coming back…",
    ended: "",
    continuable: "You were in a conversation. You can go on with it.",
    invited: "Somebody asks you to join their conversation.",
    muted: "Your microphone is off.",
    typing: "No microphone: type what you want to say.",
  },

  endings: {
    goodbye: "You said goodbye.",
    idle: "Nobody had spoken for a while.",
    "time-limit": "The longest time for one conversation was up.",
    stopping: "The server is being shut down.",
    error: "Something broke on the server. Its log tells what.",
    replaced: "You went on in another tab or on another device.",
    you: "You ended it.",
    "hung-up": "The server ended it.",
    dropped: "The connection was lost.",
    failed: "",
  } satisfies Record<EndReason, string>,

  comingBack: (secs: number) => `Coming back… The agent waits for ${secs} more seconds.`,
  wasLost: (secs: number) =>
    secs < 1 ? "You are connected anew." : `The connection was lost for ${secs} seconds.`,
  continued: "You go on with the conversation.",
  startedAnew: "The agent does not remember what was said before.",
  changedWay: "WebRTC could not get through, so this conversation uses a WebSocket.",

  start: "Start talking",
  startNew: "Start a new one",
  goOn: "Continue the conversation",
  stopTrying: "Stop trying",
  again: "Talk again",
  stop: "End",
  cancel: "Cancel",
  mute: "Mute microphone",
  unmute: "Unmute microphone",
  useMicrophone: "Use microphone",
  microphoneLevel: "Microphone level",
  elapsed: "Time",
  connected: "Connected",

  join: "Join the conversation",
  yourName: "Your name",
  notNow: "Not now",
  company: "In this conversation",
  invite: "Invite somebody",
  invitationCopied: "Link copied. Whoever opens it can join this conversation.",
  invitationShown: "Send this link to whom you want here:",
  invitation: "Invitation link",
  hasJoined: (name: string) => `${name} joined.`,
  hasLeft: (name: string) => `${name} left.`,

  controls: "Conversation",
  captions: "What was said",
  captionsEmpty: "Everything said here appears as text.",
  captionsWaiting: "Say something, and it appears here.",
  suggestions: "For example",
  interrupted: "interrupted",

  usesTool: (tool: string, values: readonly string[]) =>
    values.length > 0 ? `${tool} (${values.join(", ")})` : tool,
  toolFailed: "did not work",

  work: "Work beside the talk",
  desks: { team: "Team", "claude-code": "Claude Code" } satisfies Record<Desk, string>,
  workStates: {
    waiting: "About to begin",
    working: "Working",
    asking: "Asks you",
    paused: "Paused",
    done: "Done",
    failed: "Failed",
    dropped: "Dropped",
  } satisfies Record<AssignmentState, string>,
  stepsBehind: (done: number, steps: number) => `${done} of ${steps} steps done`,
  progress: "Progress",
  waitingTasks: "Next",
  workDone: "Done; there is nothing to read.",
  workFailed: (why: string) => `Not finished. ${why}`,
  workDropped: "Dropped.",
  pauseWork: "Pause",
  resumeWork: "Resume",
  resetWork: "Drop",
  resetAllWork: "Drop all",
  showAll: "Show all",
  showLess: "Show less",

  yes: "Yes",
  no: "No",

  typeHere: "Type instead of speaking",
  send: "Send",

  limited: "Limited mode",
  limitedHint: "What can I say?",
  phrasesTitle: "What you can say",
  phrasesHint: "Choose a phrase to say it, or speak it in your own time.",
  phrasesLoading: "The server has not sent its list of phrases yet.",
  close: "Close",

  stack: "In use",
  ears: "Ears",
  brain: "Brain",
  voice: "Voice",
  persona: "Persona",
  usualPersona: "The usual one",
  language: "Language",
  takesOver: "When it fails",
  voicePicker: "Voice",
  brainPicker: "Brain",
  way: "Connection",
  ways: { webrtc: "WebRTC", websocket: "WebSocket" } satisfies Record<Way, string>,
  choiceInCall: "Applies to your next conversation",
  instruction: "Instruction",
  instruct: "Tell it who to be",
  instructionHint: "The agent follows it from its next answer on, until this conversation is over.",
  instructionExample: "You are a pirate. Answer in one short sentence.",
  instructNow: "From now on",

  gettingReady: "Getting ready",
  downloadPhases: {
    starting: "Asking for its files",
    running: "",
    checking: "Checking",
    done: "Ready",
    failed: "Failed",
    cancelled: "Stopped",
  } satisfies Record<DownloadPhase, string>,
  stopDownload: "Stop",
  retryDownload: "Try again",
  left: (time: string) => `${time} left`,

  problems: {
    "mic-denied": {
      title: "The microphone is blocked",
      text: "Allow it for this page beside the address bar, then start again. Or go on by typing.",
    },
    "mic-missing": {
      title: "No microphone was found",
      text: "Plug one in and start again. Or go on by typing.",
    },
    "mic-busy": {
      title: "The microphone is busy",
      text: "Another program is using it. Close that and start again, or go on by typing.",
    },
    "mic-failed": {
      title: "The microphone could not be opened",
      text: "Check it in your system's settings and start again, or go on by typing.",
    },
    "mic-lost": {
      title: "The microphone is gone",
      text: "It was unplugged or taken away. You can type, or turn a microphone on again below.",
    },
    insecure: {
      title: "This address gets no microphone",
      text: "Browsers allow it only on https:// and on localhost. Start the server with make run HTTPS=1 and open https://…, or go on by typing.",
    },
    unsupported: {
      title: "This browser cannot make calls",
      text: "It has no WebRTC. Please use a current Chrome, Firefox, Safari or Edge.",
    },
    "server-gone": {
      title: "The server does not answer",
      text: "It may be restarting. This page keeps trying and tells you when it is back.",
    },
    "cannot-continue": {
      title: "That conversation cannot go on",
      text: "The server does not know it any more; you can start a new one.",
    },
    "server-full": {
      title: "All lines are busy",
      text: "The server takes no more conversations for the moment.",
    },
    "bad-answer": {
      title: "Something else answered for the server",
      text: "A proxy in between sent an error page. The server may be starting; try again shortly.",
    },
    refused: {
      title: "The server refused the call",
      text: "Try again; if it stays, its log tells why.",
    },
    "no-access": {
      title: "This server asks for a token",
      text: "Open the page with ?token=… once; whoever runs the server knows it.",
    },
    "wrong-token": {
      title: "This token is wrong",
      text: "It may have been changed. Open the page with ?token=… again; whoever runs the server knows it.",
    },
    "bad-invitation": {
      title: "This invitation does not work",
      text: "It is wrong, or its conversation is over. Ask for a new one, or start a conversation of your own.",
    },
    "no-media": {
      title: "Sound could not get through",
      text: "The server answers, but no audio path opened. A firewall or VPN may block it, or a TURN server is needed.",
    },
    "agent-silent": {
      title: "The agent did not come on the line",
      text: "The server answered but got no conversation going. Try again; if it stays, its log tells why.",
    },
    "agent-fault": {
      title: "The agent has trouble",
      text: "A part of it reported an error. Go on, or start anew if it stays silent.",
    },
    "sound-blocked": {
      title: "Your browser keeps the sound off",
      text: "It wants a click first. The agent is speaking already.",
    },
  } satisfies Record<ProblemCode, { title: string; text: string }>,

  remedies: {
    "type-only": "Go on by typing",
    "try-again": "Try again",
    "talk-again": "Talk again",
    "turn-on-sound": "Turn on sound",
    "check-server": "Check now",
    dismiss: "Close",
  } satisfies Record<Remedy, string>,

  overHttps: (host: string) =>
    `Browsers allow it only on https:// and on localhost. Start the server with make run HTTPS=1 and open https://${host}, or go on by typing.`,

  retryIn: (secs: number) =>
    secs >= 90
      ? `Try again in about ${Math.round(secs / 60)} minutes.`
      : `Try again in about ${secs} seconds.`,
} as const;
