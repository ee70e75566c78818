import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Store } from "../store";

/** The store's state, kept up to date. */
export function useStore<State, Event>(store: Store<State, Event>): State {
  return useSyncExternalStore(store.subscribe, () => store.state);
}

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const [list] = useState(() => window.matchMedia(query));
  return useSyncExternalStore(
    (listener) => {
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => list.matches,
  );
}

/**
 * Gives the focus back to the button that something took the place of.
 *
 * @param away Whether something is in its place.
 * @returns For the button.
 */
export function useReturnedFocus(away: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasAway = useRef(away);
  useEffect(() => {
    if (wasAway.current && !away) button.current?.focus();
    wasAway.current = away;
  }, [away]);
  return button;
}

/** Calls back before every repaint, with the time in milliseconds. */
export function useFrames(active: boolean, draw: (at: number) => void): void {
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    if (!active) return;
    let frame = requestAnimationFrame(function next(at) {
      latest.current(at);
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [active]);
}

/** The time in epoch milliseconds, every second. */
export function useClock(active: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!active) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [active]);
  return now;
}
