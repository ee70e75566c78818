from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from repartee.caller.contact import Server, accepted
from repartee.caller.errors import CallFailedError
from repartee.caller.wires.telephone.vendor import Vendor
from repartee.caller.wires.wire import Choice


@dataclass(frozen=True, slots=True)
class TelephoneApproach:
    """Calls the webhook as the vendor does, and learns from its markup where the stream goes.

    Attributes:
        server: Whom to call.
        vendor: As whom.
        path: The webhook's path.
        call_id: The call; the same again comes back to its conversation.
        secret: What the server knows the vendor by.
    """

    server: Server
    vendor: Vendor
    path: str
    call_id: str
    secret: str

    async def __call__(self, choices: Mapping[str, Choice]) -> str:
        """Ask for a stream, and return its absolute address.

        Raises:
            CallerError: The server said no, or cannot be reached.
        """
        query = urlencode({key: _written(value) for key, value in choices.items()})
        url = self.server.at(f"{self.path}?{query}" if query else self.path)
        webhook = self.vendor.webhook(url, self.call_id, self.secret)
        headers = {**webhook.headers, "Content-Type": "application/x-www-form-urlencoded"}
        answer = accepted(
            await self.server.request("POST", webhook.url, content=webhook.body, headers=headers)
        )
        try:
            return self.server.socket_at(self.vendor.stream_url(answer.text))
        except ValueError as error:
            raise CallFailedError(
                f"The webhook gave no stream: {error}. It said: {_said(answer.text)}"
            ) from error


def _written(value: Choice) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said(markup: str) -> str:
    return " ".join(markup.split())[:300]
