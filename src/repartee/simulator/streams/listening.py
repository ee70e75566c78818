"""A stream of audio on its way to words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from repartee.simulator.hearing import Ears, Hearing
from repartee.simulator.streams.sample_formats import HEARING_RATE, Intake
from repartee.simulator.streams.speech_gate import Began, Paused, Sound, SpeechGate

_TAIL_SECS = 0.2  # a last word that is cut short is misheard
_MOST_FEED_BYTES = HEARING_RATE  # half a second: others wait for the same recogniser


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """Somebody begins to speak."""

    at: float
    """Where in the stream, in seconds."""


@dataclass(frozen=True, slots=True)
class WordsSoFar:
    """What is understood by now."""

    words: str
    """Lower case, never empty, other than before."""
    start: float
    """Where this stretch of speech began, in seconds."""
    end: float
    """Up to where the stream was heard."""


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """It has been silent for the pause that was asked for."""

    at: float
    """Where speech ended, in seconds."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of speech, understood to its end."""

    words: str
    """Lower case; empty where nothing was understood."""
    start: float
    end: float


Heard = SpeechBegan | WordsSoFar | SpeechPaused


class Listener:
    """Hears one stream, a stretch of speech at a time. Silence never reaches the ears."""

    def __init__(self, ears: Ears, intake: Intake, pause_secs: float | None = None) -> None:
        """Begin with silence.

        Args:
            ears: Who understands.
            intake: The shape of the stream.
            pause_secs: The silence after which `SpeechPaused` is told; None for never.
        """
        self._ears = ears
        self._intake = intake
        self._gate = SpeechGate(pause_secs)
        self._hearing: Hearing | None = None
        self._words = ""
        self._began = 0.0

    @property
    def secs(self) -> float:
        """How much audio has come."""
        return self._intake.secs

    @property
    def speech_end(self) -> float:
        """Where the last sound of speech was, in seconds."""
        return self._gate.speech_end

    async def take(self, audio: bytes) -> AsyncIterator[Heard]:
        """Hear more.

        Args:
            audio: As the client sent it.

        Yields:
            Heard: What that changed.
        """
        for event in self._gate.take(self._intake.take(audio)):
            if isinstance(event, Began):
                await self._begin(event.at)
                yield SpeechBegan(event.at)
            elif isinstance(event, Paused):
                yield SpeechPaused(event.at)
            elif isinstance(event, Sound) and (news := await self._feed(event.audio)):
                yield news

    async def finish(self) -> Stretch | None:
        """End the stretch of speech.

        Returns:
            What it was; None if there was none.
        """
        hearing, self._hearing = self._hearing, None
        if hearing is None:
            return None
        if self._gate.quiet_secs < _TAIL_SECS:
            await hearing.feed(bytes(int(HEARING_RATE * _TAIL_SECS) * 2))
        self._gate.reset()
        return Stretch(await hearing.finish(), self._began, self._gate.speech_end)

    def drop(self) -> None:
        """Let go of the stretch of speech, as nobody waits for it."""
        hearing, self._hearing = self._hearing, None
        if hearing is not None:
            hearing.drop()

    async def _begin(self, at: float) -> None:
        self._hearing = await self._ears.listen()
        self._words = ""
        self._began = at

    async def _feed(self, audio: bytes) -> WordsSoFar | None:
        if self._hearing is None:
            return None
        words = ""
        for at in range(0, len(audio), _MOST_FEED_BYTES):
            words = await self._hearing.feed(audio[at : at + _MOST_FEED_BYTES])
        if not words or words == self._words:
            return None
        self._words = words
        return WordsSoFar(words, self._began, self._gate.secs)
