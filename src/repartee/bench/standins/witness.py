"""Notes when each part is asked for something, so that a turn can be told by its stages.

A subject is a program among others: what it asks of its vendors, and when, is all that can be seen
of its inside, and is seen alike in each.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from repartee.simulator.hearing import Ears, Hearing
from repartee.simulator.mind import Conversation, Mind, MindPiece
from repartee.simulator.speaking import Speaker, Spoken


class Part(StrEnum):
    """Who was asked."""

    EARS = "ears"
    """For the last words."""
    BRAIN = "brain"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request.

    Attributes:
        part: To whom.
        at: When, in seconds of the machine's monotonic clock, which all its processes share.
    """

    part: Part
    at: float


Note: TypeAlias = Callable[[Asked], None]


class WatchedEars:
    """Ears, watched.

    Args:
        ears: Who hears.
        note: Called at each request for last words.
    """

    def __init__(self, ears: Ears, note: Note) -> None:
        self._ears = ears
        self._note = note

    async def start(self) -> None:
        """Load what is needed."""
        await self._ears.start()

    async def close(self) -> None:
        """Let it go."""
        await self._ears.close()

    async def listen(self) -> Hearing:
        """Begin to hear."""
        return _WatchedHearing(await self._ears.listen(), self._note)


class _WatchedHearing:
    def __init__(self, hearing: Hearing, note: Note) -> None:
        self._hearing = hearing
        self._note = note

    async def feed(self, pcm16_16k: bytes) -> str:
        return await self._hearing.feed(pcm16_16k)

    async def finish(self) -> str:
        self._note(Asked(Part.EARS, time.monotonic()))
        return await self._hearing.finish()

    def drop(self) -> None:
        self._hearing.drop()


class WatchedMind:
    """A mind, watched.

    Args:
        mind: Who thinks.
        note: Called at each request.
    """

    def __init__(self, mind: Mind, note: Note) -> None:
        self._mind = mind
        self._note = note

    def answer(self, conversation: Conversation) -> AsyncIterator[MindPiece]:
        """Answer the end of a conversation.

        Args:
            conversation: The whole of it.
        """
        self._note(Asked(Part.BRAIN, time.monotonic()))
        return self._mind.answer(conversation)


class WatchedSpeaker:
    """A speaker, watched, that speaks each text but once: its processor time is not to be seen.

    Args:
        speaker: Who speaks.
        note: Called at each text.
    """

    def __init__(self, speaker: Speaker, note: Note) -> None:
        self._speaker = speaker
        self._note = note
        self._spoken: dict[tuple[str, str, int, float], list[Spoken]] = {}

    async def start(self) -> None:
        """Load what is needed."""
        await self._speaker.start()

    async def close(self) -> None:
        """Let it go."""
        await self._speaker.close()

    async def speak(
        self, text: str, *, voice: str, sample_rate: int, speed: float = 1.0
    ) -> AsyncIterator[Spoken]:
        """Speak a text.

        Args:
            text: What to say.
            voice: Any name.
            sample_rate: The rate wanted, in Hz.
            speed: A factor of the voice's own rate.

        Yields:
            Spoken: Pieces of speech.
        """
        self._note(Asked(Part.VOICE, time.monotonic()))
        key = (text, voice, sample_rate, speed)
        if key not in self._spoken:
            pieces = self._speaker.speak(text, voice=voice, sample_rate=sample_rate, speed=speed)
            self._spoken[key] = [piece async for piece in pieces]
        for piece in self._spoken[key]:
            yield piece
