from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pipecat.serializers.telnyx import TelnyxFrameSerializer
from pydantic import Field, TypeAdapter

from repartee.transports.line import LineKind
from repartee.transports.telephony.dialect import UnspeakableError
from repartee.transports.telephony.events import Event, Started
from repartee.transports.telephony.wire import (
    TELEPHONE_RATE,
    Dtmf,
    Identity,
    Mark,
    Media,
    Name,
    Stop,
    Wire,
    common_event,
    understood,
)
from repartee.transports.websocket.codec import WireFrame


class _Other(Wire):
    # `error` is about something that was sent to Telnyx; the call goes on.
    event: Literal["connected", "error"]


class _Format(Wire):
    encoding: Name = "PCMU"
    sample_rate: int = TELEPHONE_RATE


class _StartDetails(Wire):
    call_control_id: Identity
    media_format: _Format = _Format()


class _Start(Wire):
    event: Literal["start"]
    stream_id: Identity
    start: _StartDetails


_Message = Annotated[_Other | _Start | Media | Dtmf | Mark | Stop, Field(discriminator="event")]
_MESSAGES: TypeAdapter[_Message] = TypeAdapter(_Message)


@dataclass(frozen=True)
class TelnyxDialect:
    """Telnyx media streaming with bidirectional RTP payloads.

    With an API key the call is hung up by REST; without, closing the stream lets the call go on
    with the markup after it.
    """

    api_key: str = ""
    kind = LineKind.TELNYX
    chunk_bytes = 320  # Telnyx takes no less than 20 ms.
    lead_secs = 0.2

    def read(self, frame: WireFrame) -> Event:
        """Check a frame and say what it means."""
        message = understood(_MESSAGES, frame)
        if not isinstance(message, _Start):
            return common_event(message)
        start, form = message.start, message.start.media_format
        return Started(
            message.stream_id,
            start.call_control_id,
            encoding=form.encoding,
            sample_rate=form.sample_rate,
        )

    def mark(self, _stream_id: str, name: str) -> str:
        """Write a mark; Telnyx has one stream a socket and asks for no id."""
        return json.dumps({"event": "mark", "mark": {"name": name}})

    def serializer(self, started: Started) -> TelnyxFrameSerializer:
        """Make Pipecat's serializer for one stream."""
        if started.encoding not in ("PCMU", "PCMA") or started.sample_rate != TELEPHONE_RATE:
            raise UnspeakableError(
                f"Telnyx' stream is {started.encoding} at {started.sample_rate} Hz; "
                'its markup must say codec="PCMU".'
            )
        return TelnyxFrameSerializer(
            started.stream_id,
            # Named as Telnyx sees them: what goes out of Telnyx comes in here.
            outbound_encoding=started.encoding,
            inbound_encoding="PCMU",
            call_control_id=started.call_id,
            api_key=self.api_key,
            params=TelnyxFrameSerializer.InputParams(
                sample_rate=TELEPHONE_RATE, auto_hang_up=bool(self.api_key)
            ),
        )
