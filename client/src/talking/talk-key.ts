/** The key that is held to talk. */
export const TALK_KEY = "Space";

/** Whoever is in one of these means something else by Space: to type, to press, to choose. */
const TAKEN =
  "input, textarea, select, button, summary, a[href], audio, video, dialog, [contenteditable], [role=slider]";

/** Whether Space means "talk" to whoever presses it here. */
export function meansTalk(at: EventTarget | null): boolean {
  if (!(at instanceof Element)) return true;
  return at.closest("[data-talk-key]") !== null || at.closest(TAKEN) === null;
}

/** Whether a key was pressed to talk; with another key beside it, it is somebody's shortcut. */
export function isTalkKey(event: KeyboardEvent): boolean {
  const { code, ctrlKey, altKey, metaKey, shiftKey } = event;
  return code === TALK_KEY && !(ctrlKey || altKey || metaKey || shiftKey);
}
