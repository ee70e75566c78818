"""What a dialect spoken over a WebSocket has to be able to do: nothing but translate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

WireFrame = bytes | str
"""One WebSocket message, binary or text."""

HEARABLE_RATES = frozenset({8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000})
"""Rates in Hz in which a caller's sound is understood."""


class CloseCode(IntEnum):
    """Why a WebSocket is closed (RFC 6455, section 7.4; from 4000 on they are ours)."""

    NORMAL = 1000
    GOING_AWAY = 1001
    UNSUPPORTED_DATA = 1003
    NO_CODE = 1005
    LOST = 1006
    BAD_DATA = 1007
    POLICY = 1008
    TOO_BIG = 1009
    INTERNAL_ERROR = 1011
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    REPLACED = 4001


class BadFrameError(Exception):
    """A frame that this dialect does not know, or that a caller may not send.

    Its message is a sentence for the caller.
    """

    def __init__(self, message: str, code: CloseCode = CloseCode.BAD_DATA) -> None:
        """Describe the fault.

        Args:
            message: What is wrong with the frame; without the frame's own content.
            code: With what a caller is closed who sends nothing else.
        """
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sound:
    """What the caller said: 16-bit little-endian mono samples.

    `sample_rate` is one of `HEARABLE_RATES`.
    """

    pcm: bytes
    sample_rate: int


@dataclass(frozen=True, slots=True)
class Message:
    """An RTVI client message; the line still asks `accepted_message` about it."""

    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a telephone: `0` to `9`, `*` or `#`."""

    key: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the dialect itself answers, past the conversation."""

    frames: Sequence[WireFrame]


@dataclass(frozen=True, slots=True)
class HangUp:
    """The caller ends the call on purpose."""


Received = Sound | Message | Key | Reply | HangUp


class Codec(Protocol):
    """One dialect. It may keep state of one line, such as a stream's id; it does no I/O."""

    @property
    def sample_rate(self) -> int:
        """Rate in Hz in which the caller wants to hear the agent."""
        ...

    def decode(self, frame: WireFrame) -> Iterable[Received]:
        """Understand one frame of the caller's.

        Args:
            frame: At most `SocketLimits.frame_bytes` long.

        Returns:
            What it says; nothing for a frame that is in order and means nothing here.

        Raises:
            BadFrameError: If it cannot be understood or may not be sent.
        """
        ...

    def sound(self, pcm: bytes) -> Iterable[WireFrame]:
        """Say something to the caller.

        Args:
            pcm: 16-bit little-endian mono samples at `sample_rate`, 10 to 40 ms.
        """
        ...

    def clear(self) -> Iterable[WireFrame]:
        """Make the caller forget what it has not played yet; nothing if it cannot."""
        ...

    @property
    def takes_back(self) -> bool:
        """Whether `clear` makes the caller forget and does no more."""
        ...

    def message(self, message: dict[str, Any]) -> Iterable[WireFrame]:
        """Translate one RTVI server message; nothing if the dialect has no word for it."""
        ...
