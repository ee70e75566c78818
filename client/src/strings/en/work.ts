import type { AssignmentState, Desk } from "../../assignments/assignment";

/** Tools, and work beside the talk. */
export const work = {
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
};
