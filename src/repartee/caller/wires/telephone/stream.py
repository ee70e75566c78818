from __future__ import annotations

import base64
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from repartee.caller.audio_format import Samples
from repartee.caller.frames import Encoder
from repartee.caller.pcm import MulawEncoder, from_mulaw
from repartee.caller.rtvi import Message
from repartee.caller.wires.dialect import Clear, Event, Mark, Payload, Sound

TELEPHONE_RATE = 8000

Json: TypeAlias = Mapping[str, object]


class VendorStream(ABC):
    """What all vendors' streams have in common: JSON in text frames, sound as base64 in it.

    A stream carries sound and keys, and no texts.

    Args:
        call_id: What the vendor calls the call.
    """

    encoder: Encoder = MulawEncoder()
    ready_at_once = True
    stream_key = "streamSid"
    """Under which key a message says to which stream it belongs."""
    sequence_key = "sequenceNumber"
    number: Callable[[int], int | str] = str
    """How numbers are written."""
    clear_event = "clear"
    sound_event = "media"
    mark_event = "mark"

    def __init__(self, call_id: str) -> None:
        self.call_id = call_id
        self.stream_id = f"stream-of-{call_id}"
        self._began_at = time.monotonic()
        self._sequence = 0
        self._chunk = 0

    def hello(self) -> Iterable[Payload]:
        """`connected` and `start`."""
        yield json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        yield self.written("start", start=self.start())

    @abstractmethod
    def start(self) -> Json:
        """What `start` says of the call."""

    def sound(self, frame: bytes) -> Payload:
        """Wrap one frame of speech."""
        self._chunk += 1
        media = {
            "track": "inbound",
            "chunk": type(self).number(self._chunk),
            "timestamp": str(round((time.monotonic() - self._began_at) * 1000)),
            "payload": base64.b64encode(frame).decode(),
        }
        return self.written("media", media=media)

    def message(self, message: Message) -> Payload | None:
        """A key that is pressed; nothing else can be told over a telephone."""
        if message.kind != "key":
            return None
        return self.written("dtmf", dtmf={"track": "inbound_track", "digit": message.text("key")})

    def read(self, payload: Payload) -> Iterable[Event]:
        """Understand one message."""
        try:
            message = json.loads(payload)
        except ValueError:
            return ()
        return self.understood(message) if isinstance(message, dict) else ()

    def understood(self, message: Json) -> Iterator[Event]:
        """Understand one message that is JSON."""
        match message.get("event"):
            case self.sound_event:
                yield Sound(self.decoded(_payload(message)), TELEPHONE_RATE)
            case self.clear_event:
                yield Clear()
            case self.mark_event:
                yield Mark(self.reached(message))

    def decoded(self, payload: bytes) -> Samples:
        """The sound in a payload."""
        return from_mulaw(payload)

    def reached(self, mark: Json) -> Payload:
        """What is said once all before a mark has been played."""
        return self.written("mark", mark=mark.get("mark"))

    def goodbye(self) -> Payload | None:
        """The caller has hung up."""
        return self.written("stop", stop={"callSid": self.call_id})

    def written(self, event: str, **content: object) -> str:
        """Write one message of the stream's."""
        self._sequence += 1
        body = {"event": event, self.sequence_key: type(self).number(self._sequence), **content}
        return json.dumps({**body, self.stream_key: self.stream_id})


def _payload(message: Json) -> bytes:
    """The sound in a message; none where it is broken."""
    media = message.get("media")
    payload = media.get("payload") if isinstance(media, dict) else None
    try:
        return base64.b64decode(payload) if isinstance(payload, str) else b""
    except ValueError:
        return b""
