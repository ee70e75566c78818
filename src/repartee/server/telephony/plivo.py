from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from starlette.responses import Response

from repartee.server.telephony.signatures import plivo_signed
from repartee.server.telephony.webhook import Webhook, xml
from repartee.transports.telephony.plivo import PlivoDialect


@dataclass(frozen=True)
class PlivoDesk:
    """Answers in Plivo XML."""

    dialect: PlivoDialect
    needs = "PLIVO_AUTH_TOKEN"
    call_id_is_exact = True

    @property
    def is_open(self) -> bool:
        """Whether the auth token is configured."""
        return bool(self.dialect.auth_token)

    def is_genuine(self, webhook: Webhook, _now: float) -> bool:
        """Check Plivo's signature."""
        return plivo_signed(
            self.dialect.auth_token,
            webhook.url,
            webhook.form,
            webhook.headers.get("x-plivo-signature-v3-nonce", ""),
            webhook.headers.get("x-plivo-signature-v3", ""),
        )

    def call_id(self, webhook: Webhook) -> str:
        """The call's UUID."""
        return webhook.field("CallUUID")

    def connect(self, stream_url: str, next_url: str) -> Response:
        """Connect the call with a stream, and ask again after it."""
        stream = (
            '<Stream bidirectional="true" keepCallAlive="true" audioTrack="inbound" '
            f'contentType="audio/x-mulaw;rate=8000">{escape(stream_url)}</Stream>'
        )
        redirect = f'<Redirect method="POST">{escape(next_url)}</Redirect>'
        return xml(f"<Response>{stream}{redirect}</Response>")

    def refuse(self, sentence: str) -> Response:
        """Say it, and hang up."""
        return xml(f"<Response><Speak>{escape(sentence)}</Speak><Hangup/></Response>")

    def hang_up(self) -> Response:
        """Hang up."""
        return xml("<Response><Hangup/></Response>")
