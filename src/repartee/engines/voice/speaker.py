from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from repartee.engines.voice.manner import Manner
from repartee.engines.voice.utterance import SpeechChunk


class Speech(Protocol):
    """A text being spoken: iterate to get its audio, leave the `with` block to stop it."""

    def __enter__(self) -> Self:
        """Give itself."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        """Stop speaking."""
        ...

    def __aiter__(self) -> Self:
        """Give itself."""
        ...

    async def __anext__(self) -> SpeechChunk:
        """Give the next chunk.

        Raises:
            VoiceError: If it cannot be spoken to its end.
        """
        ...

    def cancel(self) -> None:
        """Stop speaking at once; harmless when it is over."""
        ...


class Speaker(Protocol):
    """A voice in this process, for any number of sessions at a time."""

    @property
    def name(self) -> str:
        """What metrics call it."""
        ...

    @property
    def sample_rate(self) -> int:
        """Of all audio it makes, in Hz."""
        ...

    def require_voice(self, voice: str) -> None:
        """Make sure that a voice is there.

        Args:
            voice: Its id; the empty one is always there.

        Raises:
            UnknownVoiceError: If it is not.
        """
        ...

    def synthesise(self, text: str, manner: Manner) -> Speech:
        """Begin to speak a text.

        Args:
            text: Up to 20,000 characters.
            manner: How to say it.

        Raises:
            VoiceError: If it cannot.
            ValueError: If the text is too long.
        """
        ...
