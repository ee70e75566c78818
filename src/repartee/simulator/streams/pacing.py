"""Speech in chunks, as fast as a vendor makes it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from repartee.simulator.delays import Pace
from repartee.simulator.speaking import Spoken


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk of speech, and where it lies."""

    audio: bytes
    """PCM s16le mono."""
    start: float
    """Seconds from the text's first sample."""
    secs: float
    words: tuple[tuple[str, float], ...]
    """The words that begin in it, and when: seconds from the text's first sample."""


async def chunked(
    pieces: AsyncIterator[Spoken], sample_rate: int, least_secs: float
) -> AsyncIterator[Chunk]:
    """Join pieces of speech to chunks of a vendor's size.

    Args:
        pieces: Speech.
        sample_rate: Its rate in Hz.
        least_secs: How long a chunk is at least, the last one apart.

    Yields:
        Chunk: In order.
    """
    audio, words, start = bytearray(), list[tuple[str, float]](), 0.0
    async for piece in pieces:
        audio += piece.audio
        words += piece.words
        secs = len(audio) / 2 / sample_rate
        if secs >= least_secs:
            yield Chunk(bytes(audio), start, secs, tuple(words))
            audio, words, start = bytearray(), [], start + secs
    if audio or words:
        yield Chunk(bytes(audio), start, len(audio) / 2 / sample_rate, tuple(words))


class Metronome:
    """Holds chunks back until the vendor would have made them."""

    def __init__(self, pace: Pace, asked_at: float) -> None:
        """Begin to count.

        Args:
            pace: How fast the vendor is.
            asked_at: When the text came, as `time.monotonic()` tells.
        """
        self._pace = pace
        self._asked_at = asked_at
        self._secs = 0.0

    async def wait_for(self, secs: float) -> None:
        """Wait until the next chunk is made.

        Args:
            secs: How long the chunk is.
        """
        due = self._asked_at + self._pace.first_secs + self._pace.per_unit_secs * self._secs
        self._secs += secs
        await asyncio.sleep(max(due - time.monotonic(), 0.0))
