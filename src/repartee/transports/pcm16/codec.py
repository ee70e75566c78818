from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from repartee.transports.pcm16.client_events import (
    BadClientEventError,
    ClientEvent,
    MuteEvent,
    PingEvent,
    parse_client_event,
)
from repartee.transports.pcm16.dialect import Pcm16Dialect, rtvi_message
from repartee.transports.pcm16.event_model import WIRE_RATE
from repartee.transports.pcm16.health_events import PongEvent
from repartee.transports.pcm16.server_events import ServerEvent
from repartee.transports.pcm16.talk_events import AudioClearEvent, MutedEvent
from repartee.transports.websocket.codec import (
    BadFrameError,
    Message,
    Received,
    Reply,
    Sound,
    WireFrame,
)


class Pcm16Codec:
    """Raw PCM16 and JSON events over a WebSocket."""

    sample_rate = WIRE_RATE
    takes_back = True

    def __init__(self, dialect: Pcm16Dialect) -> None:
        """Begin with a caller who can be heard.

        Args:
            dialect: Puts what the conversation says into events.
        """
        self._dialect = dialect
        self._muted = False

    def decode(self, frame: WireFrame) -> Iterable[Received]:
        """Understand one frame of the caller's.

        Args:
            frame: Sound if it is binary, one event if it is text.

        Returns:
            What it says.

        Raises:
            BadFrameError: If it is neither.
        """
        if isinstance(frame, bytes):
            return self._sound(frame)
        try:
            return self._event(parse_client_event(frame))
        except BadClientEventError as error:
            raise BadFrameError(str(error)) from None

    def sound(self, pcm: bytes) -> Iterable[WireFrame]:
        """Say something to the caller: the wire carries samples as they are."""
        return (pcm,)

    def clear(self) -> Iterable[WireFrame]:
        """Make the caller forget what it has not played yet."""
        return (_written(AudioClearEvent()),)

    def message(self, message: dict[str, Any]) -> Iterable[WireFrame]:
        """Translate one RTVI server message into events, often none."""
        return [_written(event) for event in self._dialect.events(message)]

    def _sound(self, pcm: bytes) -> Iterable[Received]:
        if len(pcm) % 2:
            raise BadFrameError("A sound frame of an odd number of bytes is no 16-bit sound.")
        # The muted still tick: without sound, whoever listens would not know that a turn is over.
        return (Sound(bytes(len(pcm)) if self._muted else pcm, WIRE_RATE),) if pcm else ()

    def _event(self, event: ClientEvent) -> Iterable[Received]:
        match event:
            case MuteEvent():
                self._muted = event.muted
                return (Reply([_written(MutedEvent(muted=event.muted))]),)
            case PingEvent():
                return (Reply([_written(PongEvent(id=event.id))]),)
        message = rtvi_message(event)
        return (Message(message),) if message is not None else ()


def _written(event: ServerEvent) -> str:
    return event.model_dump_json()
