"""A microphone for OpenAI's Python client: speech and silence at the pace of real time."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import numpy as np
import soxr

from tests.support.realtime_client import RealtimeCaller
from tests.support.speech import SAMPLE_RATE, Samples, speak

RATE = 24_000
_FRAME = RATE // 25
_FRAME_SECS = 0.04


class Microphone:
    """Sends a frame every 40 ms: what is to be said, or silence."""

    def __init__(self, caller: RealtimeCaller, directory: Path) -> None:
        self._caller = caller
        self._directory = directory
        self._waiting = np.zeros(0, np.int16)
        self._all_said = asyncio.Event()
        self._sending = asyncio.create_task(self._send())

    async def say(self, text: str) -> None:
        """Speak a text to its end."""
        self._all_said.clear()
        self._waiting = spoken(text, self._directory)
        await self._all_said.wait()

    def close(self) -> None:
        self._sending.cancel()

    async def _send(self) -> None:
        due = time.monotonic()
        while True:
            frame, self._waiting = self._waiting[:_FRAME], self._waiting[_FRAME:]
            padded = np.pad(frame, (0, _FRAME - frame.size))
            await self._caller.append(padded.astype("<i2").tobytes())
            if not self._waiting.size:
                self._all_said.set()
            due += _FRAME_SECS
            await asyncio.sleep(max(0.0, due - time.monotonic()))


def spoken(text: str, directory: Path) -> Samples:
    speech = speak(text, "slt", directory)
    samples: Samples = soxr.resample(speech, SAMPLE_RATE, RATE).astype(np.int16)
    return samples
