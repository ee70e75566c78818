import type { Connection } from "../call/connection";
import type { CallMedia } from "../media/call-media";
import type { LinkGuard } from "./link-guard";

/** One call, however many connections it takes. */
export interface Call {
  /** Aborted when it is over. */
  readonly over: AbortController;
  /** Whether it goes on with what was said before. */
  readonly continued: boolean;
  /** What the person is told once it is connected. */
  readonly notes: string[];
  media: CallMedia | null;
  connection: Connection | null;
  guard: LinkGuard | null;
  /** While the page tries to come back. */
  comingBack: { stop: AbortController; hurry(): void } | null;
  /** Whether the agent remembers what was said before, as the server told last. */
  resumed: boolean;
  /** When the server said that it will hang up, in epoch milliseconds; 0 before. */
  endingAt: number;
  /** Whether the person changes the way, which is no loss however long it takes. */
  changingWay: boolean;
}

/** A call of which nothing is there yet. */
export function newCall(continued: boolean): Call {
  return {
    over: new AbortController(),
    continued,
    notes: [],
    media: null,
    connection: null,
    guard: null,
    comingBack: null,
    resumed: true,
    endingAt: 0,
    changingWay: false,
  };
}

/** Let go of a call's connection, which may be gone already. */
export function drop(call: Call): void {
  call.guard?.stop();
  call.guard = null;
  call.connection?.close().catch(() => undefined);
  call.connection = null;
}
