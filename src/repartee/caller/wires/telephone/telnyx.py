from __future__ import annotations

import base64
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from repartee.caller.errors import CallFailedError
from repartee.caller.rtvi import Message
from repartee.caller.wires.dialect import Payload
from repartee.caller.wires.telephone.markup import attribute_of_stream
from repartee.caller.wires.telephone.stream import TELEPHONE_RATE, Json, VendorStream
from repartee.caller.wires.telephone.vendor import Webhook


class TelnyxStream(VendorStream):
    """Telnyx media streaming with bidirectional RTP payloads."""

    stream_key = "stream_id"
    sequence_key = "sequence_number"

    def start(self) -> Json:
        """What `start` says of the call."""
        return {
            "user_id": "user",
            "call_control_id": self.call_id,
            "media_format": {"encoding": "PCMU", "sample_rate": TELEPHONE_RATE, "channels": 1},
        }

    def message(self, message: Message) -> Payload | None:
        """A key that is pressed."""
        if message.kind != "key":
            return None
        return self.written("dtmf", dtmf={"digit": message.text("key")})

    def goodbye(self) -> Payload | None:
        """The caller has hung up."""
        return self.written("stop", stop={"user_id": "user", "call_control_id": self.call_id})


class Telnyx:
    """Asks as Telnyx' TeXML does, and signs with an Ed25519 key (32 bytes in base64)."""

    stream = TelnyxStream

    def webhook(self, url: str, call_id: str, secret: str) -> Webhook:
        """What is posted when a call comes in."""
        webhook = Webhook(url, {"CallSid": call_id, "CallStatus": "ringing"})
        stamp = str(round(time.time()))
        key = _private_key(secret)
        signature = key.sign(f"{stamp}|".encode() + webhook.body)
        headers = {
            "Telnyx-Timestamp": stamp,
            "Telnyx-Signature-Ed25519": base64.b64encode(signature).decode(),
        }
        return Webhook(url, webhook.form, headers)

    def stream_url(self, answer: str) -> str:
        """Where the answer's markup sends the stream."""
        return attribute_of_stream(answer)


def _private_key(secret: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret, validate=True))
    except ValueError as error:
        raise CallFailedError(
            "Telnyx' secret is a private Ed25519 key: 32 bytes in base64, whose public half the "
            "server has as TELNYX_PUBLIC_KEY."
        ) from error
