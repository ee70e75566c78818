import { useCallback, useRef } from "react";

/** The players of a conversation's recordings, by sitting. */
export type Players = Map<number, HTMLAudioElement>;

/** Several players, of which one plays at a time. */
export function usePlayers(): {
  players: Players;
  /** @param from Seconds since the sitting began. */
  play: (sitting: number, from: number) => void;
} {
  const players = useRef<Players>(new Map()).current;
  const play = useCallback(
    (sitting: number, from: number) => {
      for (const [each, player] of players) if (each !== sitting) player.pause();
      const player = players.get(sitting);
      if (!player) return;
      player.currentTime = from;
      // It may be refused, or paused before it began; the player shows so.
      player.play().catch(() => undefined);
    },
    [players],
  );
  return { players, play };
}
