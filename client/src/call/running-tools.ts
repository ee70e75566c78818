import type { CallEvent } from "./events";

/** A tool that is at work, in the order of calls. */
export interface RunningTool {
  callId: string;
  tool: string;
  /** Since when, in epoch milliseconds. */
  since: number;
}

/** The tools at work after an event; the same list where nothing changes. */
export function runningAfter(
  running: readonly RunningTool[],
  event: CallEvent,
): readonly RunningTool[] {
  switch (event.type) {
    case "tool-called": {
      const { callId, tool, at } = event;
      return [...running.filter((each) => each.callId !== callId), { callId, tool, since: at }];
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
