from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from repartee.caller.wires.telephone.stream import VendorStream


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that asks what to do with a call.

    Attributes:
        url: Where it goes.
        form: What it posts.
        headers: What proves who asks.
    """

    url: str
    form: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The form as it is sent."""
        return urlencode(self.form).encode()


class Vendor(Protocol):
    """How one vendor asks, and reads the answer."""

    @property
    def stream(self) -> type[VendorStream]:
        """Its stream."""
        ...

    def webhook(self, url: str, call_id: str, secret: str) -> Webhook:
        """What is posted when a call comes in.

        Args:
            url: The webhook's address.
            call_id: The call.
            secret: What the server knows the vendor by.
        """
        ...

    def stream_url(self, answer: str) -> str:
        """Where the answer sends the stream.

        Raises:
            ValueError: It does not say.
        """
        ...
