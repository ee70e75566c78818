from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from repartee.server.telephony.signatures import secret_given
from repartee.server.telephony.webhook import Webhook
from repartee.transports.telephony.exotel import ExotelDialect


@dataclass(frozen=True)
class ExotelDesk:
    """Answers with the stream's address, which is all that a Voicebot applet can take.

    Exotel signs nothing. A secret stands in the address that the applet calls: as its password, or
    as `?secret=`.
    """

    dialect: ExotelDialect
    secret: str
    needs = "EXOTEL_SECRET"
    call_id_is_exact = True

    @property
    def is_open(self) -> bool:
        """Whether the secret is configured."""
        return bool(self.secret)

    def is_genuine(self, webhook: Webhook, _now: float) -> bool:
        """Look for the secret."""
        password = _password(webhook.headers.get("authorization", ""))
        return secret_given(self.secret, (password, dict(webhook.query).get("secret", "")))

    def call_id(self, webhook: Webhook) -> str:
        """The call's SID."""
        return webhook.field("CallSid")

    def connect(self, stream_url: str, _next_url: str) -> Response:
        """Connect the call with a stream; what comes after it is the flow's next applet."""
        return JSONResponse({"url": stream_url})

    def refuse(self, sentence: str) -> Response:
        """Give no address, so that the flow goes on with its next applet."""
        return JSONResponse({"error": sentence}, 503)

    def hang_up(self) -> Response:
        """Give no address, so that the flow goes on with its next applet."""
        return JSONResponse({"error": "The conversation is over."}, 410)


def _password(authorization: str) -> str:
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
