import type { Conversation } from "../app/conversation";
import type { AppEvent, AppState } from "../app/state";
import type { Store } from "../store";
import { isExpected, memorable, rememberedCaptions, tabMemory } from "./tab-memory";

const WRITE_AFTER_MS = 300;

/** Keep in the tab what a reload must not lose. */
export function keepInTab(store: Store<AppState, AppEvent>, leave: () => void): void {
  let waits = false;
  const write = () => {
    waits = false;
    tabMemory.set(memorable(store.state, Date.now()));
  };
  store.subscribe(() => {
    if (!waits) setTimeout(write, WRITE_AFTER_MS);
    waits = true;
  });
  window.addEventListener("pagehide", () => {
    write();
    leave();
  });
}

/**
 * Remember the conversation of before a reload.
 *
 * @returns What the page does next: goes on with it at once if the reload cut it off.
 */
export function recall(
  store: Store<AppState, AppEvent>,
  conversation: Conversation,
): () => Promise<void> {
  const memory = tabMemory.get();
  if (!memory || store.state.invitation) return async () => undefined;
  const { membership, microphone } = memory;
  store.dispatch({ type: "remembered", membership, captions: rememberedCaptions(memory) });
  const cutOff = isExpected(memory, Date.now()) && wasReloaded();
  return async () => {
    // The person may have been quicker.
    const waiting = store.state.call.state === "ready" && store.state.membership === membership;
    if (cutOff && waiting) await conversation.goOn(microphone === "none");
  };
}

/** A tab that was opened anew, or duplicated, waits for the person. */
function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "reload";
}
