from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable

from pydantic import BaseModel, ConfigDict, ValidationError

from repartee.server.choices import Wishes

TICKET_SECS = 60.0
"""How long after its webhook a stream may open. Vendors take a second, and retry."""

_SIGNATURE_BYTES = 16


class StreamTicket(BaseModel):
    """What ties a stream to the webhook that asked for it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    vendor: str
    call_id: str
    wishes: Wishes = Wishes()
    """What the webhook's address chose."""
    caller: str = ""
    """A digest of the caller's number; empty if it is withheld."""


class _Signed(StreamTicket):
    nonce: str
    until: float


class StreamTickets:
    """Signed, short-lived, and good for one stream; so nobody opens a stream unasked."""

    def __init__(self, key: bytes, clock: Callable[[], float]) -> None:
        """Begin without tickets.

        Args:
            key: What they are signed with.
            clock: Seconds since 1970.
        """
        self._key = key
        self._clock = clock
        # Nonces of used tickets, and until when somebody could present them again.
        self._used: OrderedDict[str, float] = OrderedDict()

    def issue(self, ticket: StreamTicket) -> str:
        """Sign a ticket.

        Args:
            ticket: What it is good for.

        Returns:
            Letters, digits, `-`, `_` and a dot: fit for the path of an address.
        """
        until = self._clock() + TICKET_SECS
        signed = _Signed(
            vendor=ticket.vendor,
            call_id=ticket.call_id,
            wishes=ticket.wishes,
            caller=ticket.caller,
            nonce=secrets.token_urlsafe(9),
            until=until,
        )
        content = _packed(signed.model_dump_json(exclude_defaults=True).encode())
        return f"{content}.{self._signature(content)}"

    def redeem(self, presented: str, vendor: str) -> StreamTicket | None:
        """Use a ticket up.

        Args:
            presented: What came in the stream's address.
            vendor: Whose stream it is.

        Returns:
            The ticket; None if it is forged, too old, another vendor's, or was used already.
        """
        content, _, signature = presented.partition(".")
        if not hmac.compare_digest(
            self._signature(content).encode(), signature.encode("utf-8", "replace")
        ):
            return None
        try:
            ticket = _Signed.model_validate_json(_unpacked(content))
        except (ValidationError, ValueError):
            return None
        self._forget()
        if ticket.vendor != vendor or ticket.until < self._clock() or ticket.nonce in self._used:
            return None
        self._used[ticket.nonce] = ticket.until
        return StreamTicket(
            vendor=vendor, call_id=ticket.call_id, wishes=ticket.wishes, caller=ticket.caller
        )

    def _forget(self) -> None:
        now = self._clock()
        while self._used and next(iter(self._used.values())) < now:
            self._used.popitem(last=False)

    def _signature(self, content: str) -> str:
        digest = hmac.digest(self._key, content.encode("utf-8", "replace"), "sha256")
        return _packed(digest[:_SIGNATURE_BYTES])


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _unpacked(content: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(content + "=" * (-len(content) % 4))
    except binascii.Error as error:
        raise ValueError("it is not base64") from error
