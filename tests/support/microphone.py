"""Speech of a synthetic voice, sent in real time as a microphone does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import soxr

from tests.support.speech import SAMPLE_RATE, Samples, speak

RATE = 24_000
_FRAME_SECS = 0.02
_FRAME = RATE // 50


class Microphone:
    """Sends a frame every 20 ms: what is to be said, or silence."""

    def __init__(self, send: Callable[[bytes], Awaitable[None]], directory: Path) -> None:
        self._send_frame = send
        self._directory = directory
        self._waiting = np.zeros(0, np.int16)
        self._all_said = asyncio.Event()
        self._sending = asyncio.create_task(self._send())

    async def say(self, text: str) -> float:
        """Speak a text to its end; gives the time of its last sample."""
        samples = spoken(text, self._directory)
        loud = np.flatnonzero(np.abs(samples) > 300)
        self._all_said.clear()
        self._waiting = samples[: loud[-1]]
        await self._all_said.wait()
        return time.monotonic()

    def close(self) -> None:
        self._sending.cancel()

    async def _send(self) -> None:
        due = time.monotonic()
        while True:
            frame, self._waiting = self._waiting[:_FRAME], self._waiting[_FRAME:]
            padded = np.pad(frame, (0, _FRAME - frame.size))
            await self._send_frame(padded.astype("<i2").tobytes())
            if not self._waiting.size:
                self._all_said.set()
            due += _FRAME_SECS
            await asyncio.sleep(max(0.0, due - time.monotonic()))


def spoken(text: str, directory: Path) -> Samples:
    """A text as it is spoken, at the rate of the wire."""
    speech = speak(text, "slt", directory)
    samples: Samples = soxr.resample(speech, SAMPLE_RATE, RATE).astype(np.int16)
    return samples
