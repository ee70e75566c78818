"""Every way to a server on this machine, with what each of them asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from repartee.caller import Call, Patience, Ticket, Transport
from tests.support.telephone.vendors import (
    EXOTEL_SECRET,
    PLIVO_TOKEN,
    TELNYX_PRIVATE_KEY,
    TELNYX_PUBLIC_KEY,
    TWILIO_TOKEN,
)

_SECRETS = {
    Transport.TWILIO: TWILIO_TOKEN,
    Transport.TELNYX: TELNYX_PRIVATE_KEY,
    Transport.PLIVO: PLIVO_TOKEN,
    Transport.EXOTEL: EXOTEL_SECRET,
}

TELEPHONES = frozenset(_SECRETS)

ENVIRONMENT = {
    "STACK": "built-in",
    "MAX_SESSIONS": "64",
    "TWILIO_AUTH_TOKEN": _SECRETS[Transport.TWILIO],
    "TELNYX_PUBLIC_KEY": TELNYX_PUBLIC_KEY,
    "PLIVO_AUTH_TOKEN": _SECRETS[Transport.PLIVO],
    "EXOTEL_SECRET": _SECRETS[Transport.EXOTEL],
}
"""Settings of a server that takes calls in all these ways."""


def calling(
    url: str,
    transport: Transport,
    ticket: Ticket | None = None,
    *,
    patience: Patience | None = None,
    greeting: bool = False,
) -> Call:
    """A call that is not connected yet.

    Args:
        url: The server.
        transport: Which way to go.
        ticket: The conversation to come back to.
        patience: How long to wait for what.
        greeting: Whether to be greeted; not over a telephone, which always is.
    """
    choices = {} if transport in TELEPHONES else {"greeting": greeting}
    return Call(
        url,
        transport=transport,
        choices=choices,
        ticket=ticket,
        vendor_secret=_SECRETS.get(transport, ""),
        patience=patience or Patience(answer=15, longest_answer=30),
        keep_audio=False,
    )


@dataclass(frozen=True)
class Words:
    """Something that was said, as the conversation remembers it."""

    role: str
    text: str


def kept(data: Path, conversation_id: str = "") -> list[Words]:
    """What a server has kept of a conversation, in the order in which it was said.

    Args:
        data: The server's DATA_DIR.
        conversation_id: Which one; empty for the newest.
    """
    files = sorted((data / "conversations").glob("*.json"), key=lambda file: file.stat().st_mtime)
    for file in reversed(files):
        conversation = json.loads(file.read_text())
        if conversation_id in ("", conversation["id"]):
            return [
                Words(message["role"], message["content"])
                for message in conversation["messages"]
                if isinstance(message.get("content"), str)
            ]
    return []
