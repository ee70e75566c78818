"""Voices behind the stand-ins: a real one, and a scripted one for tests."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import soxr

from repartee.engines.voice import Manner, VoiceEngine
from repartee.engines.voice.manner import MAX_RATE, MIN_RATE

SPEAKER_RATE = 24_000
"""Rate in Hz at which the built-in voice speaks; asking for another costs a resampling."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A piece of speech."""

    audio: bytes
    """PCM s16le mono."""
    words: tuple[tuple[str, float], ...] = ()
    """The words that begin in it, with their punctuation, and when they do, in seconds from the
    first audio."""


class Speaker(Protocol):
    """Speaks any number of texts at a time."""

    async def start(self) -> None:
        """Load what is needed."""
        ...

    async def close(self) -> None:
        """Let it go; safe to call twice, and without `start`."""
        ...

    def speak(
        self, text: str, *, voice: str, sample_rate: int, speed: float = 1.0
    ) -> AsyncIterator[Spoken]:
        """Speak a text, as fast as it can be made.

        Args:
            text: What to say.
            voice: Any vendor's name of a voice; each name always has the same sound.
            sample_rate: The rate wanted, in Hz.
            speed: A factor of the voice's own rate.
        """
        ...


class BuiltInSpeaker:
    """The built-in voice, whatever voice is asked for."""

    def __init__(self) -> None:
        self._engine = VoiceEngine(sample_rate=SPEAKER_RATE)

    async def start(self) -> None:
        """Start the voice's process.

        Raises:
            VoiceUnavailableError: If nothing that speaks is installed.
        """
        await self._engine.start()

    async def close(self) -> None:
        """End the process."""
        await self._engine.close()

    async def speak(
        self, text: str, *, voice: str, sample_rate: int, speed: float = 1.0
    ) -> AsyncIterator[Spoken]:
        """Speak a text in pieces of 20 ms.

        Args:
            text: What to say.
            voice: Any name.
            sample_rate: The rate wanted, in Hz.
            speed: A factor of the voice's own rate; what is beyond 0.5 to 2 is cut off.

        Yields:
            Spoken: Pieces of speech.

        Raises:
            VoiceError: If it cannot be spoken.
        """
        manner = Manner(voice=self._voice(voice), rate=min(max(speed, MIN_RATE), MAX_RATE))
        rate = _Rate(sample_rate)
        with self._engine.synthesise(text, manner) as utterance:
            async for chunk in utterance:
                words = tuple((word.text, word.seconds) for word in chunk.words)
                if (audio := rate.convert(chunk.audio)) or words:
                    yield Spoken(audio, words)
        if rest := rate.convert(b"", last=True):
            yield Spoken(rest)

    def _voice(self, name: str) -> str:
        """One of the installed voices: always the same for a name, the default one for none."""
        voices = [voice.id for voice in self._engine.voices]
        if name in voices or not name:
            return name
        return voices[zlib.crc32(name.encode()) % len(voices)]


class _Rate:
    """Brings the built-in voice's audio to another rate, piece by piece."""

    def __init__(self, rate: int) -> None:
        same = rate == SPEAKER_RATE
        self._stream = None if same else soxr.ResampleStream(SPEAKER_RATE, rate, 1, dtype="int16")

    def convert(self, audio: bytes, *, last: bool = False) -> bytes:
        if self._stream is None:
            return audio
        samples = np.frombuffer(audio, np.int16)
        return bytes(self._stream.resample_chunk(samples, last=last).tobytes())


class ScriptedSpeaker:
    """Says every text as a hum, a given time for each word: nothing to install, nothing to load."""

    def __init__(self, secs_per_word: float = 0.3) -> None:
        """Set the pace.

        Args:
            secs_per_word: How long a word takes.
        """
        self._secs_per_word = secs_per_word

    async def start(self) -> None:
        """Nothing to load."""

    async def close(self) -> None:
        """Nothing to let go."""

    async def speak(
        self,
        text: str,
        *,
        voice: str,  # noqa: ARG002 - all voices hum alike
        sample_rate: int,
        speed: float = 1.0,
    ) -> AsyncIterator[Spoken]:
        """Hum a text, one word a piece.

        Args:
            text: What to say.
            voice: Any name.
            sample_rate: The rate wanted, in Hz.
            speed: A factor.

        Yields:
            Spoken: A word each.
        """
        secs = self._secs_per_word / speed
        times = np.arange(int(secs * sample_rate)) / sample_rate
        hum = (np.sin(2 * np.pi * 220 * times) * 8000).astype(np.int16).tobytes()
        for number, word in enumerate(text.split()):
            yield Spoken(hum, ((word, number * secs),))
