/** Hearing, finding and bringing back earlier conversations. */
export const replay = {
  title: "Replay",
  play: "Play",
  pause: "Pause",
  previous: "Previous line",
  next: "Next line",
  speed: "Speed",
  times: (speed: string) => `${speed}×`,
  position: "Position",
  at: (position: string, whole: string) => `${position} of ${whole}`,
  silent: "No sound is kept of this part; its lines are shown when they were said.",
  timing: "Where the time went",

  find: "Find in this conversation",
  findPrevious: "Previous place",
  findNext: "Next place",
  found: (shown: number, found: number) =>
    found === 0 ? "Not found" : shown === 0 ? `${found} found` : `${shown} of ${found}`,

  import: "Import",
  importHint: "Choose files that were exported as JSON or zip, or drop them here.",
  drop: "Drop it to import it",
  sending: (name: string) => `${name} is on its way`,
  checking: (name: string) => `${name} is being checked`,
  stop: "Stop",
  asAnother: "Import it as another one",
};
