"""RTVI over a WebSocket, in Pipecat's protobuf frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from google.protobuf.message import DecodeError
from pipecat.frames.protobufs import frames_pb2
from pydantic import BaseModel, Field

from repartee.caller import rtvi
from repartee.caller.contact import Server, understood
from repartee.caller.pcm import PcmEncoder, from_bytes
from repartee.caller.rtvi import Message
from repartee.caller.wires.dialect import Clear, Event, Payload, Sound
from repartee.caller.wires.wire import Choice

_SENT_RATE = 16_000  # as Pipecat's JavaScript client
# Made when the module is loaded: type checkers see nothing in it.
_made: dict[str, Any] = vars(frames_pb2)
_Frame, _Audio, _Text = _made["Frame"], _made["AudioRawFrame"], _made["MessageFrame"]


class RtviFrames:
    """Pipecat's protobuf frames: sound, messages, and interruptions."""

    encoder = PcmEncoder(_SENT_RATE)
    ready_at_once = False

    def hello(self) -> Iterable[Payload]:
        """Nothing: being ready is told by a message."""
        return ()

    def sound(self, frame: bytes) -> Payload:
        """Wrap one frame of speech."""
        audio = _Audio(audio=frame, sample_rate=_SENT_RATE, num_channels=1)
        return _bytes(_Frame(audio=audio))

    def message(self, message: Message) -> Payload | None:
        """Wrap a message."""
        return _bytes(_Frame(message=_Text(data=message.encoded())))

    def read(self, payload: Payload) -> Iterable[Event]:
        """Understand one frame."""
        if isinstance(payload, str):
            return
        try:
            frame = _Frame.FromString(payload)
        except DecodeError:
            return
        match frame.WhichOneof("frame"):
            case "audio" if frame.audio.sample_rate:
                yield Sound(from_bytes(frame.audio.audio), frame.audio.sample_rate)
            case "interruption":
                yield Clear()
            case "message":
                message = rtvi.parse(frame.message.data)
                if message:
                    yield message

    def goodbye(self) -> Payload | None:
        """Nothing: hanging up is a message of RTVI."""
        return None


def _bytes(frame: Any) -> bytes:
    serialised: bytes = frame.SerializeToString()
    return serialised


class _Started(BaseModel):
    ws_url: str = Field(alias="wsUrl")
    token: str = ""


@dataclass(frozen=True, slots=True)
class RtviApproach:
    """Learns from `/start` where the WebSocket is."""

    server: Server

    async def __call__(self, choices: Mapping[str, Choice]) -> str:
        """Ask for a session, and return the WebSocket's absolute address.

        Raises:
            CallerError: The server said no, or cannot be reached.
        """
        body = {"transport": "websocket", **choices}
        started = understood(await self.server.post(self.server.at("start"), body), _Started)
        # The token as Pipecat's JavaScript client hands it on; unlike that one, this caller can
        # be told to forget what it has not played.
        query = {**({"token": started.token} if started.token else {}), "clear": "1"}
        url = self.server.socket_at(started.ws_url)
        return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"
