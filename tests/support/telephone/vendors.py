"""Each vendor as a strict one: the caller's own wire, and checks of what the server answers.

The wire is `repartee.caller`'s, which knows nothing of the server. What is added here is from the
vendors' documentation: what they would not take, and what else they may send.
"""

from __future__ import annotations

import base64
import json
import warnings
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from repartee.caller.pcm import from_bytes, mulaw
from repartee.caller.rtvi import Message as RtviMessage
from repartee.caller.wires import dialect
from repartee.caller.wires.telephone import exotel, plivo, telnyx, twilio
from repartee.caller.wires.telephone import vendor as wire

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

TWILIO_TOKEN = "twilio-auth-token"
PLIVO_TOKEN = "plivo-auth-token"
EXOTEL_SECRET = "exotel-secret"
_TELNYX_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TELNYX_PRIVATE_KEY = base64.b64encode(_TELNYX_KEY.private_bytes_raw()).decode()
TELNYX_PUBLIC_KEY = base64.b64encode(_TELNYX_KEY.public_key().public_bytes_raw()).decode()

Message = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """Something for the caller to hear."""

    pcm: bytes


@dataclass(frozen=True)
class Marked:
    """Something to answer once all before it was heard."""

    answer: str


@dataclass(frozen=True)
class Cleared:
    """All that was not heard yet is to be forgotten."""


FromServer = Heard | Marked | Cleared


class Vendor:
    """One vendor's side of the wire; messages are given as what is in them, to be tampered with."""

    name: ClassVar[str]
    wire: ClassVar[wire.Vendor]
    secret: ClassVar[str]
    usual_call_id: ClassVar[str]
    packet_ms: ClassVar[int] = 20

    def __init__(self, call_id: str = "") -> None:
        self.call_id = call_id or self.usual_call_id
        self._stream = self.wire.stream(self.call_id)

    def webhook(self, url: str) -> httpx.Request:
        asked = self.wire.webhook(url, self.call_id, self.secret)
        headers = {**asked.headers, "Content-Type": "application/x-www-form-urlencoded"}
        return httpx.Request("POST", asked.url, content=asked.body, headers=headers)

    def stream_url(self, answer: httpx.Response) -> str:
        self.check_answer(answer)
        return self.wire.stream_url(answer.text)

    def opening(self) -> list[Message]:
        return [_content(each) for each in self._stream.hello()]

    def media(self, pcm: bytes) -> Message:
        message = _content(self._stream.sound(self.coded(pcm)))
        # By the sound's own time: Hypothesis wants the same message for the same draw.
        message["media"]["timestamp"] = str(int(message["media"]["chunk"]) * self.packet_ms)
        return message

    def dtmf(self, key: str) -> Message:
        return _content(self._stream.message(RtviMessage("key", {"key": key})))

    def marked(self, name: str) -> Message:
        return _content(self._stream.reached({"name": name, "mark": {"name": name}}))

    def stop(self) -> Message:
        return _content(self._stream.goodbye())

    def read(self, message: Message) -> FromServer:
        assert message.get(self._stream.stream_key) in (self._stream.stream_id, *self.may_omit_id)
        if message["event"] == self._stream.sound_event:
            self.check_sound(message["media"])
        match list(self._stream.understood(message)):
            case [dialect.Sound(samples)]:
                return Heard(samples.astype("<i2").tobytes())
            case [dialect.Clear()]:
                return Cleared()
            case [dialect.Mark(payload)]:
                return Marked(str(payload))
        raise AssertionError(f"{self.name} knows no {message['event']}")

    # How one vendor differs from another

    may_omit_id: ClassVar[tuple[None, ...]] = ()

    def coded(self, pcm: bytes) -> bytes:
        return mulaw(from_bytes(pcm))

    def check_answer(self, answer: httpx.Response) -> None:
        assert answer.headers["content-type"].startswith("text/xml"), answer.text

    def check_sound(self, media: Message) -> None:
        assert base64.b64decode(media["payload"], validate=True)


class Twilio(Vendor):
    name = "twilio"
    wire = twilio.Twilio()
    secret = TWILIO_TOKEN
    usual_call_id = "CA0123456789abcdef0123456789abcdef"


class Telnyx(Vendor):
    name = "telnyx"
    wire = telnyx.Telnyx()
    secret = TELNYX_PRIVATE_KEY
    usual_call_id = "v2:T02llQxIyaRkhfRKxgAP8nY511EhFLizdvdUKJiSw8d6A9BborherQ"
    may_omit_id = (None,)

    def __init__(self, call_id: str = "", encoding: str = "PCMU") -> None:
        super().__init__(call_id)
        self._encoding = encoding

    def opening(self) -> list[Message]:
        *before, start = super().opening()
        start["start"]["media_format"]["encoding"] = self._encoding
        return [*before, start]

    def coded(self, pcm: bytes) -> bytes:
        return audioop.lin2alaw(pcm, 2) if self._encoding == "PCMA" else super().coded(pcm)

    def check_answer(self, answer: httpx.Response) -> None:
        super().check_answer(answer)
        mode = _stream_element(answer).attrib["bidirectionalMode"]
        assert mode == "rtp", "Telnyx would expect MP3"

    def check_sound(self, media: Message) -> None:
        coded = base64.b64decode(media["payload"], validate=True)
        assert len(coded) >= 160, "Telnyx takes no less than 20 ms"


class Plivo(Vendor):
    name = "plivo"
    wire = plivo.Plivo()
    secret = PLIVO_TOKEN
    usual_call_id = "12345678-1234-1234-1234-123456789abc"

    def check_answer(self, answer: httpx.Response) -> None:
        super().check_answer(answer)
        element = _stream_element(answer)
        assert element.attrib["bidirectional"] == "true"
        assert element.attrib["keepCallAlive"] == "true"
        assert element.attrib["contentType"] == "audio/x-mulaw;rate=8000"

    def check_sound(self, media: Message) -> None:
        super().check_sound(media)
        assert (media["contentType"], media["sampleRate"]) == ("audio/x-mulaw", 8000)


class Exotel(Vendor):
    name = "exotel"
    wire = exotel.Exotel()
    secret = EXOTEL_SECRET
    usual_call_id = "c2c8a1f0d9e84b6fa0f5a7d3b1e6179"
    packet_ms = 100

    def webhook(self, url: str) -> httpx.Request:
        # The applet takes credentials as well, where its address holds no secret.
        params = {"CallSid": self.call_id, "CallFrom": "09876543210", "Direction": "incoming"}
        credentials = base64.b64encode(f"exotel:{self.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        return httpx.Request("GET", url, params=params, headers=headers)

    def coded(self, pcm: bytes) -> bytes:
        return pcm

    def check_answer(self, answer: httpx.Response) -> None:
        assert len(answer.json()["url"]) <= 600, "Exotel takes no longer address"

    def check_sound(self, media: Message) -> None:
        pcm = base64.b64decode(media["payload"], validate=True)
        assert 3200 <= len(pcm) <= 100_000, "Exotel plays such chunks with gaps"
        assert len(pcm) % 320 == 0, "Exotel plays such chunks with gaps"


VENDORS: dict[str, type[Vendor]] = {each.name: each for each in (Twilio, Telnyx, Plivo, Exotel)}


def captured(message: Message) -> str:
    """A message as it goes over the wire."""
    return json.dumps(message)


def _content(payload: dialect.Payload | None) -> Message:
    assert payload is not None
    content: Message = json.loads(payload)
    return content


def _stream_element(answer: httpx.Response) -> ET.Element:
    found = ET.fromstring(answer.text).find(".//Stream")
    assert found is not None, answer.text
    return found
