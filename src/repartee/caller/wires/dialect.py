"""What is said over a WebSocket, and what it means. A dialect does no I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from repartee.caller.audio_format import Samples
from repartee.caller.frames import Encoder
from repartee.caller.rtvi import Message

Payload: TypeAlias = str | bytes
"""One WebSocket message: text or binary."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Some of the agent's sound, to be played after what came before it."""

    samples: Samples
    rate: int


@dataclass(frozen=True, slots=True)
class Clear:
    """The agent was interrupted: what has not been played yet is not to be."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Something the protocol wants answered by itself."""

    payload: Payload


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be answered once all sound before it has been played."""

    payload: Payload


Event: TypeAlias = Sound | Clear | Message | Reply | Mark


class Dialect(Protocol):
    """One language spoken over a WebSocket; it may keep state of one call."""

    @property
    def encoder(self) -> Encoder:
        """What makes frames of speech for it."""
        ...

    @property
    def ready_at_once(self) -> bool:
        """Whether the agent never says that it is ready: it is, once there is a connection."""
        ...

    def hello(self) -> Iterable[Payload]:
        """What is sent first."""
        ...

    def sound(self, frame: bytes) -> Payload:
        """Wrap one frame of speech."""
        ...

    def message(self, message: Message) -> Payload | None:
        """Translate an RTVI message; None where there is no word for it."""
        ...

    def read(self, payload: Payload) -> Iterable[Event]:
        """Understand what came; nothing for what means nothing here."""
        ...

    def goodbye(self) -> Payload | None:
        """What is sent before the socket is closed politely."""
        ...
