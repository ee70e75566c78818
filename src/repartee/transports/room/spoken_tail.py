from __future__ import annotations

from collections import deque

import numpy as np

from repartee.audio.loudness import dbfs

_KEPT_SECS = 1.5
_OVER_FLOOR_DB = 6.0
_LOWEST_FLOOR_DBFS = -70.0
_HIGHEST_FLOOR_DBFS = -42.0


class SpokenTail:
    """Knows how long ago the callers' last audible sound came: pure.

    A detector of speech looks at windows of 32 ms, is sure of an end some windows later, and can
    only tell when it was. What callers wait for is counted from their last audible sample.

    ```
    sound     ▇▇▅▇▂▁▁▁▁▁▁▁▁▁▁
    detector  ────speech──┤pause├ told
                   └── quiet ───┘
    ```

    Pieces are kept as they are; levels are taken when somebody asks, once a pause.
    """

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._pieces: deque[tuple[float, bytes]] = deque()

    def heard(self, pcm: bytes, at: float) -> None:
        """Take in sound.

        Args:
            pcm: 16-bit little-endian mono samples, 10 to 40 ms.
            at: When it came, in seconds of any clock that never goes back.
        """
        self._pieces.append((at, pcm))
        while self._pieces[0][0] < at - _KEPT_SECS:
            self._pieces.popleft()

    def quiet_secs(self, now: float) -> float | None:
        """How long ago the last piece came in which something was to be heard.

        The threshold lies 6 dB above the quietest piece of the last 1.5 s, which is taken to be
        between -70 and -42 dBFS; `repartee call` finds the edges of speech in the same way.

        Args:
            now: By the same clock.

        Returns:
            Seconds; None where all of it was quiet.
        """
        levels = [
            (at, dbfs(np.frombuffer(pcm[: len(pcm) & ~1], "<i2"))) for at, pcm in self._pieces
        ]
        floor = min((level for _, level in levels), default=0.0)
        floor = min(max(floor, _LOWEST_FLOOR_DBFS), _HIGHEST_FLOOR_DBFS)
        audible = (at for at, level in reversed(levels) if level >= floor + _OVER_FLOOR_DB)
        last = next(audible, None)
        return None if last is None else now - last
