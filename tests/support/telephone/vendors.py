"""What each vendor sends and expects, written from their documentation, not from our code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import warnings
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

TWILIO_TOKEN = "twilio-auth-token"
PLIVO_TOKEN = "plivo-auth-token"
EXOTEL_SECRET = "exotel-secret"
TELNYX_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TELNYX_PUBLIC_KEY = base64.b64encode(
    TELNYX_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
).decode()

Message = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """Something for the caller to hear."""

    pcm: bytes


@dataclass(frozen=True)
class Marked:
    """Something to answer once all before it was heard."""

    name: str


@dataclass(frozen=True)
class Cleared:
    """All that was not heard yet is to be forgotten."""


FromServer = Heard | Marked | Cleared


class Vendor(Protocol):
    """One vendor's side of the wire."""

    name: str
    packet_ms: int
    call_id: str

    def webhook(self, url: str) -> httpx.Request: ...
    def stream_url(self, answer: httpx.Response) -> str: ...
    def opening(self) -> list[Message]: ...
    def media(self, pcm: bytes) -> Message: ...
    def dtmf(self, key: str) -> Message: ...
    def marked(self, name: str) -> Message: ...
    def stop(self) -> Message: ...
    def read(self, message: Message) -> FromServer: ...


def ulaw(pcm: bytes) -> str:
    return base64.b64encode(audioop.lin2ulaw(pcm, 2)).decode()


def from_ulaw(payload: str) -> bytes:
    return audioop.ulaw2lin(base64.b64decode(payload, validate=True), 2)


def _stream_element(answer: httpx.Response) -> ET.Element:
    assert answer.headers["content-type"].startswith("text/xml"), answer.text
    found = ET.fromstring(answer.text).find(".//Stream")
    assert found is not None, answer.text
    return found


@dataclass
class _Counting:
    call_id: str = "call-1"
    sequence: int = 0
    chunk: int = 0
    packet_ms: int = 20

    def next(self) -> int:
        self.sequence += 1
        return self.sequence

    def next_chunk(self) -> int:
        self.chunk += 1
        return self.chunk


@dataclass
class Twilio(_Counting):
    name: str = "twilio"
    call_id: str = "CA0123456789abcdef0123456789abcdef"
    stream_id: str = "MZ18ad3ab5a668481ce02b83e7395059f0"
    form: dict[str, str] = field(default_factory=lambda: {"From": "+491701234567"})

    def webhook(self, url: str) -> httpx.Request:
        form = {"CallSid": self.call_id, "AccountSid": "AC01", **self.form}
        text = url + "".join(key + form[key] for key in sorted(form))
        digest = hmac.digest(TWILIO_TOKEN.encode(), text.encode(), hashlib.sha1)
        signature = base64.b64encode(digest).decode()
        return httpx.Request("POST", url, data=form, headers={"X-Twilio-Signature": signature})

    def stream_url(self, answer: httpx.Response) -> str:
        return _stream_element(answer).attrib["url"]

    def opening(self) -> list[Message]:
        start = {
            "accountSid": "AC01",
            "streamSid": self.stream_id,
            "callSid": self.call_id,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {},
        }
        return [
            {"event": "connected", "protocol": "Call", "version": "1.0.0"},
            self._message("start", start=start),
        ]

    def media(self, pcm: bytes) -> Message:
        chunk = self.next_chunk()
        media = {
            "track": "inbound",
            "chunk": str(chunk),
            "timestamp": str(chunk * self.packet_ms),
            "payload": ulaw(pcm),
        }
        return self._message("media", media=media)

    def dtmf(self, key: str) -> Message:
        return self._message("dtmf", dtmf={"track": "inbound_track", "digit": key})

    def marked(self, name: str) -> Message:
        return self._message("mark", mark={"name": name})

    def stop(self) -> Message:
        return self._message("stop", stop={"accountSid": "AC01", "callSid": self.call_id})

    def read(self, message: Message) -> FromServer:
        assert message["streamSid"] == self.stream_id
        match message["event"]:
            case "media":
                return Heard(from_ulaw(message["media"]["payload"]))
            case "mark":
                return Marked(message["mark"]["name"])
            case "clear":
                return Cleared()
        raise AssertionError(f"Twilio knows no {message['event']}")

    def _message(self, event: str, **fields: object) -> Message:
        number = str(self.next())
        return {
            "event": event,
            "sequenceNumber": number,
            "streamSid": self.stream_id,
            **fields,
        }


@dataclass
class Telnyx(_Counting):
    name: str = "telnyx"
    call_id: str = "v2:T02llQxIyaRkhfRKxgAP8nY511EhFLizdvdUKJiSw8d6A9BborherQ"
    stream_id: str = "32DE0DEA-53CB-4B21-89A4-9E1819C043BC"
    encoding: str = "PCMU"

    def webhook(self, url: str) -> httpx.Request:
        body = urlencode({"CallSid": self.call_id, "From": "+13122010094", "To": "+13122123456"})
        timestamp = str(int(time.time()))
        signature = TELNYX_KEY.sign(f"{timestamp}|{body}".encode())
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Telnyx-Timestamp": timestamp,
            "Telnyx-Signature-Ed25519": base64.b64encode(signature).decode(),
        }
        return httpx.Request("POST", url, content=body, headers=headers)

    def stream_url(self, answer: httpx.Response) -> str:
        element = _stream_element(answer)
        assert element.attrib["bidirectionalMode"] == "rtp", "Telnyx would expect MP3"
        return element.attrib["url"]

    def opening(self) -> list[Message]:
        start = {
            "user_id": "3E6F995F-85F7-4705-9741-53B116D28237",
            "call_control_id": self.call_id,
            "call_session_id": "ff55a038-6f5d-11ef-9692-02420aeffb1f",
            "from": "+13122010094",
            "to": "+13122123456",
            "media_format": {"encoding": self.encoding, "sample_rate": 8000, "channels": 1},
        }
        return [
            {"event": "connected", "version": "1.0.0"},
            self._message("start", start=start),
        ]

    def media(self, pcm: bytes) -> Message:
        chunk = self.next_chunk()
        coded = base64.b64encode(audioop.lin2alaw(pcm, 2)).decode()
        payload = coded if self.encoding == "PCMA" else ulaw(pcm)
        media = {
            "track": "inbound",
            "chunk": str(chunk),
            "timestamp": str(chunk * self.packet_ms),
            "payload": payload,
        }
        return self._message("media", media=media)

    def dtmf(self, key: str) -> Message:
        return self._message("dtmf", dtmf={"digit": key}, occurred_at="2026-01-01T10:00:00.0Z")

    def marked(self, name: str) -> Message:
        return self._message("mark", mark={"name": name})

    def stop(self) -> Message:
        return self._message("stop", stop={"user_id": "3E6F", "call_control_id": self.call_id})

    def read(self, message: Message) -> FromServer:
        match message["event"]:
            case "media":
                pcm = from_ulaw(message["media"]["payload"])
                assert len(pcm) >= 320, "Telnyx takes no less than 20 ms"
                return Heard(pcm)
            case "mark":
                return Marked(message["mark"]["name"])
            case "clear":
                return Cleared()
        raise AssertionError(f"Telnyx knows no {message['event']}")

    def _message(self, event: str, **fields: object) -> Message:
        number = str(self.next())
        return {
            "event": event,
            "sequence_number": number,
            "stream_id": self.stream_id,
            **fields,
        }


@dataclass
class Plivo(_Counting):
    name: str = "plivo"
    call_id: str = "12345678-1234-1234-1234-123456789abc"
    stream_id: str = "87654321-4321-4321-4321-cba987654321"

    def webhook(self, url: str) -> httpx.Request:
        form = {"CallUUID": self.call_id, "From": "14155550100", "Event": "StartApp"}
        nonce = "05429567804466091622"
        # Without a query the question mark stands all the same, if anything was posted.
        separator = "." if urlsplit(url).query else "?"
        text = url + separator + "".join(key + form[key] for key in sorted(form)) + f".{nonce}"
        digest = hmac.digest(PLIVO_TOKEN.encode(), text.encode(), hashlib.sha256)
        headers = {
            "X-Plivo-Signature-V3": "b2xk," + base64.b64encode(digest).decode(),
            "X-Plivo-Signature-V3-Nonce": nonce,
        }
        return httpx.Request("POST", url, data=form, headers=headers)

    def stream_url(self, answer: httpx.Response) -> str:
        element = _stream_element(answer)
        assert element.attrib["bidirectional"] == "true"
        assert element.attrib["keepCallAlive"] == "true"
        assert element.attrib["contentType"] == "audio/x-mulaw;rate=8000"
        return element.text or ""

    def opening(self) -> list[Message]:
        start = {
            "callId": self.call_id,
            "streamId": self.stream_id,
            "accountId": "MA01",
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
        }
        number = self.next()
        return [{"event": "start", "sequenceNumber": number, "start": start, "extra_headers": ""}]

    def media(self, pcm: bytes) -> Message:
        media = {
            "track": "inbound",
            "timestamp": str(int(time.time() * 1000)),
            "chunk": self.next_chunk(),
            "payload": ulaw(pcm),
        }
        return self._message("media", media=media, extra_headers="")

    def dtmf(self, key: str) -> Message:
        dtmf = {"track": "inbound", "digit": key, "timestamp": str(int(time.time() * 1000))}
        return self._message("dtmf", dtmf=dtmf)

    def marked(self, name: str) -> Message:
        return self._message("playedStream", name=name)

    def stop(self) -> Message:
        return self._message("stop", stop={"callId": self.call_id})

    def read(self, message: Message) -> FromServer:
        assert message["streamId"] == self.stream_id
        match message["event"]:
            case "playAudio":
                media = message["media"]
                assert (media["contentType"], media["sampleRate"]) == ("audio/x-mulaw", 8000)
                return Heard(from_ulaw(media["payload"]))
            case "checkpoint":
                return Marked(message["name"])
            case "clearAudio":
                return Cleared()
        raise AssertionError(f"Plivo knows no {message['event']}")

    def _message(self, event: str, **fields: object) -> Message:
        number = self.next()
        return {
            "event": event,
            "sequenceNumber": number,
            "streamId": self.stream_id,
            **fields,
        }


@dataclass
class Exotel(_Counting):
    name: str = "exotel"
    call_id: str = "c2c8a1f0d9e84b6fa0f5a7d3b1e6179"
    stream_id: str = "5d1f4a3c2b"
    packet_ms: int = 100

    def webhook(self, url: str) -> httpx.Request:
        params = {"CallSid": self.call_id, "CallFrom": "09876543210", "Direction": "incoming"}
        return httpx.Request("GET", url, params=params, headers=_basic("exotel", EXOTEL_SECRET))

    def stream_url(self, answer: httpx.Response) -> str:
        url: str = answer.json()["url"]
        assert len(url) <= 600, "Exotel takes no longer address"
        return url

    def opening(self) -> list[Message]:
        start = {
            "stream_sid": self.stream_id,
            "call_sid": self.call_id,
            "account_sid": "exotel01",
            "from": "09876543210",
            "to": "08047491899",
            "custom_parameters": {},
            "media_format": {
                "encoding": "audio/x-raw",
                "sample_rate": "8000",
                "bit_rate": "128kbps",
            },
        }
        return [{"event": "connected"}, self._message("start", start=start)]

    def media(self, pcm: bytes) -> Message:
        chunk = self.next_chunk()
        media = {
            "chunk": str(chunk),
            "timestamp": str(chunk * self.packet_ms),
            "payload": base64.b64encode(pcm).decode(),
        }
        return self._message("media", media=media)

    def dtmf(self, key: str) -> Message:
        return self._message("dtmf", dtmf={"digit": key, "duration": "100"})

    def marked(self, name: str) -> Message:
        return self._message("mark", mark={"name": name})

    def stop(self) -> Message:
        return self._message("stop", stop={"call_sid": self.call_id, "reason": "callended"})

    def read(self, message: Message) -> FromServer:
        assert message["stream_sid"] == self.stream_id
        match message["event"]:
            case "media":
                pcm = base64.b64decode(message["media"]["payload"], validate=True)
                assert 3200 <= len(pcm) <= 100_000, "Exotel plays such chunks with gaps"
                assert len(pcm) % 320 == 0, "Exotel plays such chunks with gaps"
                return Heard(pcm)
            case "mark":
                return Marked(message["mark"]["name"])
            case "clear":
                return Cleared()
        raise AssertionError(f"Exotel knows no {message['event']}")

    def _message(self, event: str, **fields: object) -> Message:
        number = str(self.next())
        return {
            "event": event,
            "sequence_number": number,
            "stream_sid": self.stream_id,
            **fields,
        }


def _basic(user: str, password: str) -> dict[str, str]:
    credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {credentials}"}


VENDORS: dict[str, type[Twilio] | type[Telnyx] | type[Plivo] | type[Exotel]] = {
    "twilio": Twilio,
    "telnyx": Telnyx,
    "plivo": Plivo,
    "exotel": Exotel,
}


def captured(message: Message) -> str:
    """A message as it goes over the wire."""
    return json.dumps(message)
