from __future__ import annotations

from collections import deque

from repartee.audio.loudness import dbfs_of

_FLOOR_SECS = 1.5
_OVER_FLOOR_DB = 6.0
_LOWEST_FLOOR_DBFS = -70.0
_HIGHEST_FLOOR_DBFS = -42.0


class QuietBatches:
    """Joins what is heard while nobody speaks into fewer pieces: pure.

    Each piece passes a dozen processors and goes to the ears' vendor: 50 times a second, though
    mostly nobody speaks. Sound that rises over the room's goes on at once, with all that waited
    before it, and so does every piece for some seconds after it. Nothing is left out or late that
    anybody decides by.

    ```
    sound      ▁▁▁▁▁▁▁▁▁▁▁▁▁▃▇▇▅▇▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
    hands on   ────┴────┴───┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴────┴
                   quiet     ╰── alert for so long
    ```
    """

    def __init__(self, longest_secs: float, alert_secs: float, rate: int) -> None:
        """Begin alert: it may be that somebody speaks already.

        Args:
            longest_secs: How much sound waits at most.
            alert_secs: For how long after audible sound every piece goes on at once.
            rate: Samples a second.
        """
        self._bytes_a_sec = 2 * rate
        self._most = round(longest_secs * rate) * 2
        self._alert = self._alert_bytes = round(alert_secs * rate) * 2
        self._waiting = bytearray()
        self._levels: deque[tuple[float, float]] = deque()
        """Level and time of pieces, of which none has a quieter one after it."""
        self._heard_secs = 0.0

    def take(self, pcm: bytes) -> bytes:
        """Take in a piece.

        Args:
            pcm: 16-bit mono samples; 10 to 40 ms mostly.

        Returns:
            What goes on now; empty while it waits.
        """
        if self._is_audible(pcm):
            self._alert = self._alert_bytes
        else:
            self._alert = max(0, self._alert - len(pcm))
        self._waiting += pcm
        if self._alert or len(self._waiting) >= self._most:
            return self.rest()
        return b""

    def rest(self) -> bytes:
        """All that waits; it goes on now."""
        rest = bytes(self._waiting)
        self._waiting.clear()
        return rest

    def _is_audible(self, pcm: bytes) -> bool:
        """Whether it is 6 dB over the quietest piece of the last 1.5 s: as `SpokenTail` has it."""
        level = dbfs_of(pcm)
        self._heard_secs += len(pcm) / self._bytes_a_sec
        while self._levels and self._levels[-1][0] >= level:
            self._levels.pop()
        self._levels.append((level, self._heard_secs))
        while self._levels[0][1] < self._heard_secs - _FLOOR_SECS:
            self._levels.popleft()
        floor = min(max(self._levels[0][0], _LOWEST_FLOOR_DBFS), _HIGHEST_FLOOR_DBFS)
        return level >= floor + _OVER_FLOOR_DB
