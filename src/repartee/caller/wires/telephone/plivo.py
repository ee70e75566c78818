from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from repartee.caller.rtvi import Message
from repartee.caller.wires.dialect import Payload
from repartee.caller.wires.telephone.markup import text_of_stream
from repartee.caller.wires.telephone.stream import TELEPHONE_RATE, Json, VendorStream
from repartee.caller.wires.telephone.vendor import Webhook

_ACCOUNT = "MA" + "0" * 18


class PlivoStream(VendorStream):
    """Plivo audio streaming."""

    stream_key = "streamId"
    clear_event = "clearAudio"
    sound_event = "playAudio"
    mark_event = "checkpoint"
    number = int

    def hello(self) -> Iterable[Payload]:
        """`start`; Plivo says nothing before it."""
        yield self.written("start", start=self.start())

    def start(self) -> Json:
        """What `start` says of the call."""
        return {
            "callId": self.call_id,
            "streamId": self.stream_id,
            "accountId": _ACCOUNT,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": TELEPHONE_RATE},
        }

    def message(self, message: Message) -> Payload | None:
        """A key that is pressed."""
        if message.kind != "key":
            return None
        return self.written("dtmf", dtmf={"track": "inbound", "digit": message.text("key")})

    def reached(self, mark: Json) -> Payload:
        """What is said once all before a checkpoint has been played."""
        return self.written("playedStream", name=mark.get("name"))

    def goodbye(self) -> Payload | None:
        """The caller has hung up."""
        return self.written("stop")


class Plivo:
    """Asks as Plivo does, and signs with the account's auth token."""

    stream = PlivoStream

    def webhook(self, url: str, call_id: str, secret: str) -> Webhook:
        """What is posted when a call comes in."""
        form = {"CallUUID": call_id, "CallStatus": "ringing", "Direction": "inbound"}
        nonce = secrets.token_hex(10)
        headers = {
            "X-Plivo-Signature-V3": _signature(url, form, nonce, secret),
            "X-Plivo-Signature-V3-Nonce": nonce,
        }
        return Webhook(url, form, headers)

    def stream_url(self, answer: str) -> str:
        """Where the answer's markup sends the stream."""
        return text_of_stream(answer)


def _signature(url: str, form: Mapping[str, str], nonce: str, secret: str) -> str:
    parts = urlsplit(url)
    query = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query)))
    address = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    separator = "." if query else ""
    posted = "".join(name + value for name, value in sorted(form.items()))
    signed = f"{address}?{query}{separator}{posted}.{nonce}"
    return base64.b64encode(hmac.digest(secret.encode(), signed.encode(), "sha256")).decode()
