from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from starlette.responses import Response

from repartee.server.telephony.signatures import twilio_signed
from repartee.server.telephony.webhook import Webhook, xml
from repartee.transports.telephony.twilio import TwilioDialect


@dataclass(frozen=True)
class TwilioDesk:
    """Answers in TwiML."""

    dialect: TwilioDialect
    needs = "TWILIO_AUTH_TOKEN"
    call_id_is_exact = True

    @property
    def is_open(self) -> bool:
        """Whether the auth token is configured."""
        return bool(self.dialect.auth_token)

    def is_genuine(self, webhook: Webhook, _now: float) -> bool:
        """Check Twilio's signature."""
        signature = webhook.headers.get("x-twilio-signature", "")
        return twilio_signed(self.dialect.auth_token, webhook.url, webhook.form, signature)

    def call_id(self, webhook: Webhook) -> str:
        """The call's SID."""
        return webhook.field("CallSid")

    def connect(self, stream_url: str, next_url: str) -> Response:
        """Connect the call with a stream, and ask again after it."""
        return xml(
            f"<Response><Connect><Stream url={quoteattr(stream_url)}/></Connect>"
            f'<Redirect method="POST">{escape(next_url)}</Redirect></Response>'
        )

    def refuse(self, sentence: str) -> Response:
        """Say it, and hang up."""
        return xml(f"<Response><Say>{escape(sentence)}</Say><Hangup/></Response>")

    def hang_up(self) -> Response:
        """Hang up."""
        return xml("<Response><Hangup/></Response>")
