from __future__ import annotations

import numpy as np

from repartee.audio.loudness import dbfs

_WINDOW_SECS = 0.01
_AUDIBLE_DBFS = -60.0


class FirstAudible:
    """Finds the first audible sample of an answer, behind the silence that voices begin with.

    Audible is what has -60 dBFS within 10 ms; `repartee call` finds the edges of speech by that.
    """

    def __init__(self) -> None:
        """Begin without an answer."""
        self._is_awaited = False

    def await_it(self) -> None:
        """An answer begins."""
        self._is_awaited = True

    def found_in(self, pcm: bytes, sample_rate: int) -> float | None:
        """Look for it in what is handed out next.

        Args:
            pcm: 16-bit little-endian mono samples.
            sample_rate: Their rate in Hz.

        Returns:
            How many seconds into the piece it begins; None if it is not there, or was found before.
        """
        if not self._is_awaited:
            return None
        samples = np.frombuffer(pcm[: len(pcm) & ~1], "<i2")
        step = max(1, round(sample_rate * _WINDOW_SECS))
        for begin in range(0, samples.size, step):
            if dbfs(samples[begin : begin + step]) >= _AUDIBLE_DBFS:
                self._is_awaited = False
                return begin / sample_rate
        return None
