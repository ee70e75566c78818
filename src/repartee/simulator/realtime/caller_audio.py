"""The caller's sound on its way to turns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from repartee.simulator.hearing import Ears
from repartee.simulator.realtime.conversation import Heard
from repartee.simulator.realtime.shapes import AudioFormat, Pcm, Pcma, SemanticVad, ServerVad
from repartee.simulator.realtime.turn_end import silence_secs
from repartee.simulator.streams.listening import Listener, SpeechBegan, WordsSoFar
from repartee.simulator.streams.sample_formats import Intake

_LEAST_SECS = 0.1
_PIECE_SECS = 0.1  # what came at once is looked at as if it had come in time


@dataclass(frozen=True, slots=True)
class TurnBegan:
    """The caller begins to speak."""

    at_ms: int
    """Where in all the sound that came."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The caller has spoken."""

    at_ms: int
    heard: Heard


class TooShortError(Exception):
    """There is less sound than can be heard."""


class CallerAudio:
    """Hears the caller, and tells turns apart where it is asked to."""

    def __init__(self, ears: Ears, shape: AudioFormat) -> None:
        """Begin with silence.

        Args:
            ears: Who understands.
            shape: As the sound comes.
        """
        self._ears = ears
        self._shape = shape
        self._listener = _listener(ears, shape)
        self._speaking = False
        self._words = ""
        self._unclaimed_secs = 0.0

    async def take(
        self, audio: bytes, detection: ServerVad | SemanticVad | None
    ) -> AsyncIterator[TurnBegan | TurnEnded]:
        """Hear more.

        Args:
            audio: As the client sent it.
            detection: How turns are told apart; None if the client does that.

        Yields:
            TurnBegan | TurnEnded: What that changed.
        """
        step = int(_bytes_per_sec(self._shape) * _PIECE_SECS)
        for at in range(0, len(audio), step):
            piece = audio[at : at + step]
            self._unclaimed_secs += len(piece) / _bytes_per_sec(self._shape)
            async for heard in self._listener.take(piece):
                if isinstance(heard, SpeechBegan):
                    self._speaking, self._words = True, ""
                    if detection is not None:
                        yield TurnBegan(_began_ms(heard.at, detection))
                elif isinstance(heard, WordsSoFar):
                    self._words = heard.words
            if detection is not None and self._is_over(detection):
                yield TurnEnded(round(self._listener.secs * 1000), await self._finish())

    async def commit(self) -> Heard:
        """End the turn, as the client wants it.

        Raises:
            TooShortError: If there is too little to hear.
        """
        if self._unclaimed_secs < _LEAST_SECS:
            raise TooShortError(f"{self._unclaimed_secs * 1000:.2f}")
        return await self._finish()

    async def clear(self) -> None:
        """Forget the sound since the last turn."""
        self._listener.drop()
        self._listener = _listener(self._ears, self._shape)
        self._speaking, self._unclaimed_secs = False, 0.0

    def close(self) -> None:
        """Let go of what is being heard."""
        self._listener.drop()

    def _is_over(self, detection: ServerVad | SemanticVad) -> bool:
        quiet = self._listener.secs - self._listener.speech_end
        return self._speaking and quiet >= silence_secs(detection, self._words)

    async def _finish(self) -> Heard:
        secs, self._unclaimed_secs = self._unclaimed_secs, 0.0
        self._speaking = False
        stretch = await self._listener.finish()
        if stretch is None:
            return Heard(secs=secs)
        return Heard([(word, stretch.start) for word in stretch.words.split()], secs)


def _began_ms(at: float, detection: ServerVad | SemanticVad) -> int:
    padding = detection.prefix_padding_ms if isinstance(detection, ServerVad) else 300
    return max(0, round(at * 1000) - padding)


def _listener(ears: Ears, shape: AudioFormat) -> Listener:
    if isinstance(shape, Pcm):
        return Listener(ears, Intake("pcm_s16le", shape.rate))
    return Listener(ears, Intake("pcm_alaw" if isinstance(shape, Pcma) else "pcm_mulaw", 8000))


def _bytes_per_sec(shape: AudioFormat) -> int:
    return shape.rate * 2 if isinstance(shape, Pcm) else 8000
