from __future__ import annotations

import json
from urllib.parse import urlencode

from repartee.caller.audio_format import Samples
from repartee.caller.pcm import PcmEncoder, from_bytes
from repartee.caller.rtvi import Message
from repartee.caller.wires.dialect import Payload
from repartee.caller.wires.telephone.stream import (
    TELEPHONE_RATE,
    Json,
    VendorStream,
)
from repartee.caller.wires.telephone.vendor import Webhook


class ExotelStream(VendorStream):
    """Exotel's Voicebot applet: 16-bit samples instead of μ-law."""

    encoder = PcmEncoder(TELEPHONE_RATE, telephone_band=True)
    stream_key = "stream_sid"
    sequence_key = "sequence_number"

    def start(self) -> Json:
        """What `start` says of the call."""
        return {
            "stream_sid": self.stream_id,
            "call_sid": self.call_id,
            "account_sid": "exotel",
            "custom_parameters": {},
            "media_format": {
                "encoding": "base64",
                "sample_rate": str(TELEPHONE_RATE),
                "bit_rate": "128kbps",
            },
        }

    def message(self, message: Message) -> Payload | None:
        """A key that is pressed."""
        if message.kind != "key":
            return None
        return self.written("dtmf", dtmf={"duration": "100", "digit": message.text("key")})

    def decoded(self, payload: bytes) -> Samples:
        """The sound in a payload."""
        return from_bytes(payload)

    def goodbye(self) -> Payload | None:
        """The caller has hung up."""
        return self.written("stop", stop={"call_sid": self.call_id, "reason": "callended"})


class Exotel:
    """Asks as the Voicebot applet does: a secret stands in the address."""

    stream = ExotelStream

    def webhook(self, url: str, call_id: str, secret: str) -> Webhook:
        """What is asked when a call comes in."""
        query = urlencode({"secret": secret})
        address = f"{url}{'&' if '?' in url else '?'}{query}"
        return Webhook(address, {"CallSid": call_id})

    def stream_url(self, answer: str) -> str:
        """Where the answer sends the stream."""
        try:
            return str(json.loads(answer)["url"])
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError("the answer holds no address") from error
