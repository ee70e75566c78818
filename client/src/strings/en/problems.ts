import type { ProblemCode, Remedy } from "../../problems/problem";

/** What went wrong, and what to do. */
export const problems = {
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
    "mic-silent": {
      title: "The microphone gives no sound",
      text: "It may be switched off on the device or in your system's settings. Turn it on or choose another one; or type.",
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
    "server-draining": {
      title: "The server is about to stop",
      text: "It takes no new conversations for now.",
    },
    "server-stopping": {
      title: "The server stops soon",
      text: "This conversation may go on to its end. After it, none begins until the server is back.",
    },
    "budget-spent": {
      title: "Today's budget is used up",
      text: "No new conversation begins until tomorrow (UTC). Whoever runs the server can raise BUDGET_PER_DAY.",
    },
    "part-failed": {
      title: "A part of the agent does not work",
      text: "Nothing else here can do its work. Try again in a moment, or choose another one.",
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
    "choose-sound": "Choose a microphone",
    "choose-part": "Choose another",
    dismiss: "Close",
  } satisfies Record<Remedy, string>,

  overHttps: (host: string) =>
    `Browsers allow it only on https:// and on localhost. Start the server with make run HTTPS=1 and open https://${host}, or go on by typing.`,

  retryIn: (secs: number) =>
    secs >= 90
      ? `Try again in about ${Math.round(secs / 60)} minutes.`
      : `Try again in about ${secs} seconds.`,
};
