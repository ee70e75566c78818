from __future__ import annotations

from typing import Protocol

from starlette.responses import Response

from repartee.server.telephony.webhook import Webhook
from repartee.transports.telephony.dialect import Dialect


class Desk(Protocol):
    """One vendor: how its webhooks prove themselves, and how they are answered."""

    @property
    def dialect(self) -> Dialect:
        """How its streams are read and written."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether what proves its webhooks is configured."""
        ...

    @property
    def needs(self) -> str:
        """The setting that opens it, and one that is wrong if a proof does not fit."""
        ...

    @property
    def call_id_is_exact(self) -> bool:
        """Whether the vendor documents that webhook and stream call a call the same."""
        ...

    def is_genuine(self, webhook: Webhook, now: float) -> bool:
        """Tell whether the vendor sent this.

        Args:
            webhook: What came.
            now: Seconds since 1970.
        """
        ...

    def call_id(self, webhook: Webhook) -> str:
        """What the vendor calls the call."""
        ...

    def connect(self, stream_url: str, next_url: str) -> Response:
        """Answer: connect the call with a stream.

        Args:
            stream_url: Where the stream goes.
            next_url: What to ask once it has ended.
        """
        ...

    def refuse(self, sentence: str) -> Response:
        """Answer: tell the caller that it cannot be, and hang up.

        Args:
            sentence: For the caller.
        """
        ...

    def hang_up(self) -> Response:
        """Answer: the call is over."""
        ...
