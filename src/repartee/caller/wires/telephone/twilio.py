from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping

from repartee.caller.wires.telephone.markup import attribute_of_stream
from repartee.caller.wires.telephone.stream import TELEPHONE_RATE, Json, VendorStream
from repartee.caller.wires.telephone.vendor import Webhook

ACCOUNT = "AC" + "0" * 32


class TwilioStream(VendorStream):
    """Twilio Media Streams."""

    def start(self) -> Json:
        """What `start` says of the call."""
        return {
            "streamSid": self.stream_id,
            "accountSid": ACCOUNT,
            "callSid": self.call_id,
            "tracks": ["inbound"],
            "customParameters": {},
            "mediaFormat": {
                "encoding": "audio/x-mulaw",
                "sampleRate": TELEPHONE_RATE,
                "channels": 1,
            },
        }


class Twilio:
    """Asks as Twilio does, and signs with the account's auth token."""

    stream = TwilioStream

    def webhook(self, url: str, call_id: str, secret: str) -> Webhook:
        """What is posted when a call comes in."""
        form = {"AccountSid": ACCOUNT, "CallSid": call_id, "CallStatus": "ringing"}
        return Webhook(url, form, {"X-Twilio-Signature": _signature(url, form, secret)})

    def stream_url(self, answer: str) -> str:
        """Where the answer's markup sends the stream."""
        return attribute_of_stream(answer)


def _signature(url: str, form: Mapping[str, str], secret: str) -> str:
    signed = url + "".join(name + value for name, value in sorted(form.items()))
    return base64.b64encode(hmac.digest(secret.encode(), signed.encode(), "sha1")).decode()
