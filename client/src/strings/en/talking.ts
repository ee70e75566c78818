/** Talking and hearing: keys, devices, loudness, voices. */
export const talking = {
  otherMicrophone: (gone: string, now: string) =>
    `${gone || "The microphone"} is gone. You are heard through ${now || "another one"} now.`,
  missingMicrophone: (now: string) =>
    `The microphone that you chose is not there. You are heard through ${now || "another one"}; plug yours in, or choose one under “Sound and devices”.`,
  usualSpeaker: "The loudspeaker that you chose is gone. Sound comes from the usual one now.",

  holdToTalk: "Hold to talk",
  heardNow: "You are heard",
  holdHint: "Hold Space or the button while you speak.",
  toolAtWork: (tool: string, secs: number) =>
    secs < 2 ? `Uses “${tool}”.` : `Uses “${tool}”, for ${secs} seconds now.`,
  toolProgress: (tool: string, far: string) => `Uses “${tool}”: ${far}`,

  speaker: "Loudspeaker",
  silence: "Silence the agent",
  unsilence: "Hear the agent",
  volume: "Loudness of the agent",
  settings: "Sound and devices",
  microphone: "Microphone",
  usualDevice: "What the system uses",
  unnamedDevice: (number: number) => `Device ${number}`,
  devicesUnknown: "Your browser tells which devices there are once the microphone is allowed.",
  echoCancellation: "Cancel echo",
  echoHint: "Without it, the agent may hear itself from your loudspeaker. Headphones need none.",
  noiseSuppression: "Suppress noise",
  noiseHint: "Keeps fans and streets out. It may cut quiet voices.",
  holdSwitch: "Hold a key to talk",
  holdSwitchHint: "You are heard only while you hold Space or the button.",

  listen: "Hear this voice",
  stopListening: "Stop",
  noSample: "This voice cannot be heard now. Try again later, or choose another one.",
  notNow: (label: string) => `${label} (does not answer now)`,
};
