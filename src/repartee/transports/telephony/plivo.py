from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pipecat.serializers.plivo import PlivoFrameSerializer
from pydantic import Field, TypeAdapter

from repartee.transports.line import LineKind
from repartee.transports.telephony.dialect import UnspeakableError
from repartee.transports.telephony.events import Event, Reached, Started
from repartee.transports.telephony.wire import (
    TELEPHONE_RATE,
    Dtmf,
    Identity,
    Media,
    Name,
    Stop,
    Wire,
    common_event,
    understood,
)
from repartee.transports.websocket.codec import WireFrame


class _Format(Wire):
    encoding: Name = "audio/x-mulaw"
    sample_rate: Annotated[int, Field(alias="sampleRate")] = TELEPHONE_RATE


class _StartDetails(Wire):
    stream_id: Annotated[Identity, Field(alias="streamId")]
    call_id: Annotated[Identity, Field(alias="callId")]
    account_id: Annotated[Name, Field(alias="accountId")] = ""
    media_format: Annotated[_Format, Field(alias="mediaFormat")] = _Format()


class _Start(Wire):
    event: Literal["start"]
    start: _StartDetails


class _Played(Wire):
    """A checkpoint of ours was reached."""

    event: Literal["playedStream"]
    name: Name = ""


class _Other(Wire):
    event: Literal["connected", "clearedAudio", "incorrectPayload"]


_Message = Annotated[_Other | _Start | Media | Dtmf | _Played | Stop, Field(discriminator="event")]
_MESSAGES: TypeAdapter[_Message] = TypeAdapter(_Message)


@dataclass(frozen=True)
class PlivoDialect:
    """Plivo audio streaming, both ways.

    With an account and its token the call is hung up by REST; without, closing the stream lets the
    call go on with the markup after it.
    """

    auth_id: str = ""
    auth_token: str = ""
    kind = LineKind.PLIVO
    chunk_bytes = 320
    lead_secs = 0.2

    def read(self, frame: WireFrame) -> Event:
        """Check a frame and say what it means."""
        match understood(_MESSAGES, frame):
            case _Start(start=start):
                form = start.media_format
                return Started(
                    start.stream_id,
                    start.call_id,
                    start.account_id,
                    form.encoding,
                    form.sample_rate,
                )
            case _Played(name=name):
                return Reached(name)
            case other:
                return common_event(other)

    def mark(self, stream_id: str, name: str) -> str:
        """Write a checkpoint; Plivo answers with `playedStream`."""
        return json.dumps({"event": "checkpoint", "streamId": stream_id, "name": name})

    def serializer(self, started: Started) -> PlivoFrameSerializer:
        """Make Pipecat's serializer for one stream."""
        if started.encoding != "audio/x-mulaw" or started.sample_rate != TELEPHONE_RATE:
            raise UnspeakableError(
                f"Plivo's stream is {started.encoding} at {started.sample_rate} Hz; "
                'its markup must say contentType="audio/x-mulaw;rate=8000".'
            )
        return PlivoFrameSerializer(
            started.stream_id,
            started.call_id,
            self.auth_id,
            self.auth_token,
            params=PlivoFrameSerializer.InputParams(
                sample_rate=TELEPHONE_RATE, auto_hang_up=bool(self.auth_id and self.auth_token)
            ),
        )
