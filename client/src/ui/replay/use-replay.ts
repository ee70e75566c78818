import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { type Playback, Player, STOPPED } from "../../replay/player";
import type { Timeline } from "../../replay/timeline";
import { Store } from "../../store";
import { useFrames } from "../hooks";

/** A replay that a page shows and steers. */
export interface Replay {
  timeline: Timeline;
  /** What it is now; look at it by `usePlayback`. */
  playback: Store<Playback, Playback>;
  toggle: () => void;
  /** @param position Seconds on the timeline. */
  seek: (position: number) => void;
  /** Play from there. @param position Seconds on the timeline. */
  playFrom: (position: number) => void;
  hasten: (speed: number) => void;
  /** For the element that plays its sound. */
  sound: {
    ref: (element: HTMLAudioElement | null) => void;
    onEnded: () => void;
    onError: () => void;
  };
}

/** A hidden page paints nothing, but goes on from one sitting to the next. */
const UNSEEN_MS = 1_000;

/**
 * Replay a conversation.
 *
 * @param urlOf Where a sitting's sound comes from; the same function each time.
 */
export function useReplay(timeline: Timeline, urlOf: (sitting: number) => string): Replay {
  const [playback] = useState(() => new Store<Playback, Playback>(STOPPED, (_, next) => next));
  const player = useMemo(() => new Player(urlOf, playback.dispatch), [urlOf, playback]);
  useEffect(() => player.lay(timeline), [player, timeline]);
  useEffect(() => () => player.pause(), [player]);
  const playing = usePlayback(playback, (now) => now.playing);
  useFrames(playing, () => player.tick(performance.now()));
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => player.tick(performance.now()), UNSEEN_MS);
    return () => clearInterval(timer);
  }, [player, playing]);
  return useMemo(
    () => ({ timeline, playback, ...controlsOf(player, playback) }),
    [timeline, playback, player],
  );
}

/** A part of how far a replay is; only when that changes is anything shown anew. */
export function usePlayback<Part extends string | number | boolean>(
  playback: Store<Playback, Playback>,
  part: (playback: Playback) => Part,
): Part {
  return useSyncExternalStore(playback.subscribe, () => part(playback.state));
}

function controlsOf(
  player: Player,
  playback: Store<Playback, Playback>,
): Omit<Replay, "timeline" | "playback"> {
  const now = () => performance.now();
  return {
    toggle: () => (playback.state.playing ? player.pause() : player.play(now())),
    seek: (position) => player.seek(position, now()),
    playFrom: (position) => {
      player.seek(position, now());
      if (!playback.state.playing) player.play(now());
    },
    hasten: (speed) => player.hasten(speed),
    sound: {
      ref: (element) => player.attach(element),
      onEnded: () => player.tick(now()),
      onError: () => player.failed(now()),
    },
  };
}
