import type { CallEvent } from "./events";

/** How far a tool is, as it tells itself. */
export interface Progress {
  /** From 0 to 1; null where it does not know how much there is. */
  share: number | null;
  /** In its own words. */
  note: string;
}

/** A tool that is at work, in the order of calls. */
export interface RunningTool {
  callId: string;
  tool: string;
  /** Since when, in epoch milliseconds. */
  since: number;
  /** Null where it tells nothing. */
  progress: Progress | null;
}

/** The tools at work after an event; the same list where nothing changes. */
export function runningAfter(
  running: readonly RunningTool[],
  event: CallEvent,
): readonly RunningTool[] {
  switch (event.type) {
    case "tool-called": {
      const { callId, tool, at } = event;
      return [
        ...running.filter((each) => each.callId !== callId),
        { callId, tool, since: at, progress: null },
      ];
    }
    case "tool-progress": {
      const { callId, progress } = event;
      return running.map((each) => (each.callId === callId ? { ...each, progress } : each));
    }
    case "tool-ended":
      return without(running, event.callId);
    case "starting":
    case "returned":
    case "ended":
      return running.length ? [] : running;
    default:
      return running;
  }
}

function without(running: readonly RunningTool[], callId: string): readonly RunningTool[] {
  const rest = running.filter((each) => each.callId !== callId);
  return rest.length === running.length ? running : rest;
}
