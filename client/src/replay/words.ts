/** Every word that the page shows of a replay, in English. */
export const REPLAY = {
  title: "Replay",
  play: "Play",
  pause: "Pause",
  previous: "Previous line",
  next: "Next line",
  speed: "Speed",
  times: (speed: string) => `${speed}×`,
  position: "Position",
  at: (position: string, whole: string) => `${position} of ${whole}`,
  saying: (name: string, text: string) => `${name}: ${text}`,
  silent: "No sound is kept of this part; its lines are shown when they were said.",
} as const;
