from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pipecat.serializers.exotel import ExotelFrameSerializer
from pydantic import Field, TypeAdapter

from repartee.transports.line import LineKind
from repartee.transports.telephony.dialect import UnspeakableError
from repartee.transports.telephony.events import Event, Started
from repartee.transports.telephony.wire import (
    TELEPHONE_RATE,
    Dtmf,
    Identity,
    Mark,
    Media16,
    Name,
    Stop,
    Wire,
    common_event,
    understood,
)
from repartee.transports.websocket.codec import WireFrame


class _Other(Wire):
    event: Literal["connected", "clear"]


class _Format(Wire):
    encoding: Name = "audio/x-raw"
    sample_rate: int = TELEPHONE_RATE  # Exotel writes it as a string.


class _StartDetails(Wire):
    stream_sid: Identity
    call_sid: Identity
    account_sid: Name = ""
    media_format: _Format = _Format()


class _Start(Wire):
    event: Literal["start"]
    start: _StartDetails


_Message = Annotated[_Other | _Start | Media16 | Dtmf | Mark | Stop, Field(discriminator="event")]
_MESSAGES: TypeAdapter[_Message] = TypeAdapter(_Message)


@dataclass(frozen=True)
class ExotelDialect:
    """Exotel's Voicebot applet: 16-bit PCM.

    Exotel has no REST call that hangs up: when the stream closes, its flow goes on with the next
    applet.
    """

    kind = LineKind.EXOTEL
    # 200 ms. Exotel wants at least 3.2 KB a message, and plays smaller ones with gaps.
    chunk_bytes = 3200
    # More than a message: the first one is full at once.
    lead_secs = 0.4

    def read(self, frame: WireFrame) -> Event:
        """Check a frame and say what it means."""
        message = understood(_MESSAGES, frame)
        if not isinstance(message, _Start):
            return common_event(message)
        start, form = message.start, message.start.media_format
        return Started(
            start.stream_sid, start.call_sid, start.account_sid, form.encoding, form.sample_rate
        )

    def mark(self, stream_id: str, name: str) -> str:
        """Write a mark."""
        return json.dumps({"event": "mark", "stream_sid": stream_id, "mark": {"name": name}})

    def serializer(self, started: Started) -> ExotelFrameSerializer:
        """Make Pipecat's serializer for one stream."""
        if started.sample_rate != TELEPHONE_RATE or "mulaw" in started.encoding:
            raise UnspeakableError(
                f"Exotel's stream is {started.encoding} at {started.sample_rate} Hz; "
                "the applet must be set to raw PCM at 8000 Hz."
            )
        return ExotelFrameSerializer(
            started.stream_id,
            started.call_id,
            params=ExotelFrameSerializer.InputParams(sample_rate=TELEPHONE_RATE),
        )
