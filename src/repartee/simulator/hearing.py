"""Ears behind the stand-ins: real ones, and scripted ones for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import numpy as np
import soxr

from repartee.engines.inference_process import InferenceUnavailableError
from repartee.engines.phrasebook import Phrasebook
from repartee.engines.phrasebook.language_model import build_language_model
from repartee.engines.recogniser import (
    SAMPLE_RATE,
    Listener,
    RecogniserEngine,
    RecogniserModel,
    Utterance,
)

_FEED_BYTES = SAMPLE_RATE  # half a second: others who wait for the same process get their turn
_TAIL = bytes(SAMPLE_RATE // 5 * 2)  # 0.2 s of silence: a last word cut short is misheard


class Hearing(Protocol):
    """One stretch of speech being heard."""

    async def feed(self, pcm16_16k: bytes) -> str:
        """Hear more.

        Args:
            pcm16_16k: PCM s16le mono at 16 kHz, any number of whole samples.

        Returns:
            The words so far, lower case.
        """
        ...

    async def finish(self) -> str:
        """End it, and give the final words."""
        ...

    def drop(self) -> None:
        """Let go of it without an end; harmless when it is over."""
        ...


class Ears(Protocol):
    """Hears any number of stretches of speech at a time."""

    async def start(self) -> None:
        """Load what is needed."""
        ...

    async def close(self) -> None:
        """Let it go; safe to call twice, and without `start`."""
        ...

    async def listen(self) -> Hearing:
        """Begin to hear."""
        ...


async def transcribe(ears: Ears, audio: bytes, sample_rate: int) -> str:
    """Hear a whole recording.

    Args:
        ears: Who hears.
        audio: PCM s16le mono.
        sample_rate: Its rate in Hz.

    Returns:
        The words, lower case; empty for none.
    """
    audio = await asyncio.to_thread(resample, audio, sample_rate, SAMPLE_RATE) + _TAIL
    hearing = await ears.listen()
    try:
        for at in range(0, len(audio), _FEED_BYTES):
            await hearing.feed(audio[at : at + _FEED_BYTES])
        return await hearing.finish()
    finally:
        hearing.drop()


def resample(audio: bytes, from_rate: int, to_rate: int) -> bytes:
    """Bring a whole recording to another rate.

    Args:
        audio: PCM s16le mono; an odd last byte is ignored.
        from_rate: Its rate in Hz.
        to_rate: The rate wanted, in Hz.
    """
    samples = np.frombuffer(audio[: len(audio) // 2 * 2], np.int16)
    if from_rate == to_rate or not samples.size:
        return samples.tobytes()
    return bytes(soxr.resample(samples, from_rate, to_rate).astype(np.int16).tobytes())


class BuiltInEars:
    """PocketSphinx with the phrasebook's language model: it hears what the phrasebook knows."""

    def __init__(self, phrasebook: Phrasebook, cache_dir: Path) -> None:
        """Describe the ears; `start` loads them.

        Args:
            phrasebook: What can be heard.
            cache_dir: Where the language model is kept; written where missing.
        """
        self._phrasebook = phrasebook
        self._cache_dir = cache_dir
        self._engine: RecogniserEngine | None = None
        self._listener: Listener | None = None

    async def start(self) -> None:
        """Build or find the language model, and start the recogniser's process."""
        files = await asyncio.to_thread(build_language_model, self._phrasebook, self._cache_dir)
        self._engine = RecogniserEngine(RecogniserModel(files.lm, files.dictionary))
        await self._engine.start()
        # A rehearsal has one caller; a vendor's protocol does not tell whose utterance it is.
        self._listener = self._engine.listener()

    async def close(self) -> None:
        """End the process."""
        engine, self._engine, self._listener = self._engine, None, None
        if engine is not None:
            await engine.close()

    async def listen(self) -> Hearing:
        """Begin to hear.

        Raises:
            RuntimeError: If the ears were not started.
        """
        if self._listener is None:
            raise RuntimeError("the ears are not started")
        return _BuiltInHearing(self._listener.utterance())


class _BuiltInHearing:
    def __init__(self, utterance: Utterance) -> None:
        self._utterance = utterance
        self._words = ""
        self._over = False

    async def feed(self, pcm16_16k: bytes) -> str:
        try:
            self._words = await self._utterance.feed(pcm16_16k)
        except InferenceUnavailableError:
            # The utterance keeps the audio; a new process hears all of it at the end.
            return self._words
        return self._words

    async def finish(self) -> str:
        self._over = True
        return await self._utterance.finish()

    def drop(self) -> None:
        if not self._over:
            self._over = True
            self._utterance.drop()


class ScriptedEars:
    """Ears that hear what a test says, whatever the sound; one line a stretch of speech."""

    def __init__(self, lines: Iterable[str], words_per_sec: float = 2.0) -> None:
        """Write the script.

        Args:
            lines: What is heard, in order; then nothing.
            words_per_sec: How fast words turn up while audio comes.
        """
        self._lines = iter(lines)
        self._words_per_sec = words_per_sec

    async def start(self) -> None:
        """Nothing to load."""

    async def close(self) -> None:
        """Nothing to let go."""

    async def listen(self) -> Hearing:
        """Hear the next line."""
        return _ScriptedHearing(next(self._lines, ""), self._words_per_sec)


class _ScriptedHearing:
    def __init__(self, line: str, words_per_sec: float) -> None:
        self._line = line
        self._words_per_sec = words_per_sec
        self._secs = 0.0

    async def feed(self, pcm16_16k: bytes) -> str:
        self._secs += len(pcm16_16k) / 2 / SAMPLE_RATE
        heard = int(self._secs * self._words_per_sec)
        return " ".join(self._line.split()[:heard])

    async def finish(self) -> str:
        return self._line

    def drop(self) -> None:
        pass
