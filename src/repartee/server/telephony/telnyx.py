from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from starlette.responses import Response

from repartee.server.telephony.signatures import telnyx_signed
from repartee.server.telephony.webhook import Webhook, xml
from repartee.transports.telephony.telnyx import TelnyxDialect


@dataclass(frozen=True)
class TelnyxDesk:
    """Answers in TeXML."""

    dialect: TelnyxDialect
    public_key: str
    needs = "TELNYX_PUBLIC_KEY"
    call_id_is_exact = False

    @property
    def is_open(self) -> bool:
        """Whether the account's public key is configured."""
        return bool(self.public_key)

    def is_genuine(self, webhook: Webhook, now: float) -> bool:
        """Check Telnyx' signature, and that it is fresh."""
        return telnyx_signed(
            self.public_key,
            webhook.body,
            webhook.headers.get("telnyx-timestamp", ""),
            webhook.headers.get("telnyx-signature-ed25519", ""),
            now,
        )

    def call_id(self, webhook: Webhook) -> str:
        """The call's SID; by all examples, but by no promise, the stream's `call_control_id`."""
        return webhook.field("CallSid")

    def connect(self, stream_url: str, next_url: str) -> Response:
        """Connect the call with a stream, and ask again after it."""
        # Without bidirectionalMode Telnyx would expect MP3 files.
        stream = (
            f'<Stream url={quoteattr(stream_url)} track="inbound_track" codec="PCMU" '
            'bidirectionalMode="rtp" bidirectionalCodec="PCMU"/>'
        )
        return xml(
            f"<Response><Connect>{stream}</Connect>"
            f'<Redirect method="POST">{escape(next_url)}</Redirect></Response>'
        )

    def refuse(self, sentence: str) -> Response:
        """Say it, and hang up."""
        return xml(f'<Response><Say voice="alice">{escape(sentence)}</Say><Hangup/></Response>')

    def hang_up(self) -> Response:
        """Hang up."""
        return xml("<Response><Hangup/></Response>")
