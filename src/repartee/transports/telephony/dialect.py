from __future__ import annotations

from typing import Protocol

from pipecat.serializers.base_serializer import FrameSerializer

from repartee.transports.line import LineKind
from repartee.transports.telephony.events import Event, Started
from repartee.transports.websocket.codec import WireFrame


class UnspeakableError(Exception):
    """A stream in an encoding that Pipecat cannot read; the message says which and what helps."""


class Dialect(Protocol):
    """How one vendor's streams are read and written."""

    @property
    def kind(self) -> LineKind:
        """The vendor."""
        ...

    @property
    def chunk_bytes(self) -> int:
        """How much 16-bit sound at 8 kHz one message carries, a multiple of 320 bytes (20 ms)."""
        ...

    @property
    def lead_secs(self) -> float:
        """How much sound the vendor shall hold ahead of real time, in seconds."""
        ...

    def read(self, frame: WireFrame) -> Event:
        """Check a frame and say what it means.

        Args:
            frame: As it came.

        Raises:
            BadFrameError: If it is no message of this vendor's.
        """
        ...

    def mark(self, stream_id: str, name: str) -> str:
        """Write the message that the vendor answers with `Reached` once all before it was heard.

        Args:
            stream_id: The stream.
            name: The mark.
        """
        ...

    def serializer(self, started: Started) -> FrameSerializer:
        """Make Pipecat's serializer for one stream.

        Args:
            started: The stream.

        Raises:
            UnspeakableError: If it cannot read this stream.
        """
        ...
