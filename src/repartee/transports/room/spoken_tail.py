from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from repartee.transports.line import HEARD_RATE

_KEPT_SECS = 3.0
_WINDOW_SAMPLES = HEARD_RATE // 100
_OVER_FLOOR_DB = 6.0
_SPEECH_OVER_FLOOR_DB = 25.0
_LOWEST_FLOOR_DBFS = -70.0
_HIGHEST_FLOOR_DBFS = -42.0
_DIGITAL_SILENCE_DBFS = -100.0


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
        self._pieces.append((at, pcm[: len(pcm) & ~1]))
        while self._pieces[0][0] < at - _KEPT_SECS:
            self._pieces.popleft()

    def quiet_secs(self, now: float) -> float | None:
        """How long ago the last piece came in which something was to be heard.

        The threshold lies 6 dB above the floor: the level below which a tenth of the last three
        seconds lies, at least 25 dB under their loud parts, and taken to be between -70 and
        -42 dBFS. Digital silence, as of a muted microphone, tells nothing of a room and is left
        out. `repartee call` finds the edges of what it says in the same way, and counts from when
        the piece left that has the last sample.

        Args:
            now: By the same clock.

        Returns:
            Seconds; None where all of it was quiet.
        """
        sound = np.frombuffer(b"".join(pcm for _, pcm in self._pieces), "<i2")
        windows = sound[len(sound) % _WINDOW_SAMPLES :].reshape(-1, _WINDOW_SAMPLES)
        levels = _levels(windows)
        threshold = _floor_of(levels) + _OVER_FLOOR_DB
        audible = np.flatnonzero(levels >= threshold)
        if not audible.size:
            return None
        quiet = (len(windows) - 1 - int(audible[-1])) * _WINDOW_SAMPLES
        for at, pcm in reversed(self._pieces):
            quiet -= len(pcm) // 2
            if quiet < 0:
                return now - at
        return None


def _levels(windows: npt.NDArray[np.int16]) -> npt.NDArray[np.float64]:
    """Of `(n_windows, n_samples)`; in dB below full scale, -120 for digital silence."""
    power = np.mean(np.square(windows, dtype=np.float64), axis=1) / 32768**2
    levels: npt.NDArray[np.float64] = 10 * np.log10(np.maximum(power, 1e-12))
    return levels


def _floor_of(levels: npt.NDArray[np.float64]) -> float:
    real = levels[levels > _DIGITAL_SILENCE_DBFS]
    if not real.size:
        return _LOWEST_FLOOR_DBFS
    quiet, loud = np.percentile(real, (10, 95))
    floor = min(float(quiet), float(loud) - _SPEECH_OVER_FLOOR_DB)
    return min(max(floor, _LOWEST_FLOOR_DBFS), _HIGHEST_FLOOR_DBFS)
