from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pipecat.serializers.twilio import TwilioFrameSerializer
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


class _Connected(Wire):
    event: Literal["connected"]


class _Format(Wire):
    encoding: Name = "audio/x-mulaw"
    sample_rate: Annotated[int, Field(alias="sampleRate")] = TELEPHONE_RATE


class _StartDetails(Wire):
    stream_sid: Annotated[Identity, Field(alias="streamSid")]
    call_sid: Annotated[Identity, Field(alias="callSid")]
    account_sid: Annotated[Name, Field(alias="accountSid")] = ""
    media_format: Annotated[_Format, Field(alias="mediaFormat")] = _Format()


class _Start(Wire):
    event: Literal["start"]
    start: _StartDetails


_Message = Annotated[_Connected | _Start | Media | Dtmf | Mark | Stop, Field(discriminator="event")]
_MESSAGES: TypeAdapter[_Message] = TypeAdapter(_Message)


@dataclass(frozen=True)
class TwilioDialect:
    """Twilio Media Streams, both ways.

    With an account and its token the call is hung up by REST; without, closing the stream lets the
    call go on with the markup after it.
    """

    account_sid: str = ""
    auth_token: str = ""
    base_url: str = "https://api.twilio.com"
    kind = LineKind.TWILIO
    chunk_bytes = 320
    lead_secs = 0.2

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
        return json.dumps({"event": "mark", "streamSid": stream_id, "mark": {"name": name}})

    def serializer(self, started: Started) -> TwilioFrameSerializer:
        """Make Pipecat's serializer for one stream."""
        if started.encoding != "audio/x-mulaw" or started.sample_rate != TELEPHONE_RATE:
            raise UnspeakableError(f"Twilio's stream is {started.encoding}, not audio/x-mulaw.")
        account = self.account_sid or started.account_id
        return TwilioFrameSerializer(
            started.stream_id,
            started.call_id,
            account,
            self.auth_token,
            base_url=self.base_url,
            params=TwilioFrameSerializer.InputParams(
                sample_rate=TELEPHONE_RATE, auto_hang_up=bool(account and self.auth_token)
            ),
        )
