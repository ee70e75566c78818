"""What was handed out last, so that what nobody heard of it can be taken back: pure."""

from __future__ import annotations

from collections import deque

import numpy as np

from repartee.transports.line import LONGEST_LEAD_SECS

_FADE_SECS = 0.005
"""A voice that begins in the middle of a vowel clicks without it."""


class HandedOut:
    """The sound of the last moments, as long as any line may be ahead of its caller."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._pieces = deque[bytes]()
        self._bytes = 0
        self._rate = 0

    def put(self, pcm: bytes, sample_rate: int) -> None:
        """Sound was handed out.

        Args:
            pcm: 16-bit mono samples.
            sample_rate: Their rate in Hz, the same in every call.
        """
        self._rate = sample_rate
        self._pieces.append(pcm)
        self._bytes += len(pcm)
        most = 2 * int(LONGEST_LEAD_SECS * sample_rate)
        while self._bytes - len(self._pieces[0]) >= most:
            self._bytes -= len(self._pieces.popleft())

    def take_back(self, secs: float) -> bytes:
        """Take back the end of what was handed out, as it is to be played later.

        Args:
            secs: How much of it nobody heard.

        Returns:
            So much sound, or as much as there is; its beginning is faded in.
        """
        wanted = 2 * int(secs * self._rate)
        sound = b"".join(self._pieces)
        self.forget()
        return _faded_in(sound[-wanted:], self._rate) if wanted else b""

    def forget(self) -> None:
        """Nothing of it can be taken back any more."""
        self._pieces.clear()
        self._bytes = 0


def _faded_in(pcm: bytes, rate: int) -> bytes:
    samples = np.frombuffer(pcm, "<i2").copy()
    count = min(int(_FADE_SECS * rate), len(samples))
    ramp = np.linspace(0.0, 1.0, count, endpoint=False)
    samples[:count] = (samples[:count] * ramp).astype("<i2")
    return samples.tobytes()
