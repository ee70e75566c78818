"""What caller and agent tell each other beside the sound: RTVI 2, as Pipecat speaks it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from repartee import __version__

PROTOCOL_VERSION = "2.2.0"
_LABEL = "rtvi-ai"

PING = "ping"
"""Pipecat takes a caller for gone who has not sent this, as bare text, for three seconds."""
PING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Message:
    """One message, of the agent's or to it.

    Attributes:
        kind: Its RTVI type, "bot-ready" say.
        data: What it carries, empty where it carries nothing.
    """

    kind: str
    data: Mapping[str, object] = field(default_factory=dict)

    def text(self, key: str = "text") -> str:
        """A text it carries, empty where it does not."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""

    def encoded(self) -> str:
        """The message as it is sent."""
        body = {"label": _LABEL, "type": self.kind, "id": uuid.uuid4().hex[:8], "data": self.data}
        return json.dumps(body)


def parse(text: str | bytes, *, nested: bool = True) -> Message | None:
    """Read one message; None for what is none.

    Args:
        text: JSON.
        nested: Whether what it carries stands under "data", as RTVI has it, or beside its type.
    """
    try:
        body = json.loads(text)
    except ValueError:
        return None
    if not isinstance(body, dict) or not isinstance(kind := body.get("type"), str):
        return None
    data = body.get("data") if nested else body
    return Message(kind, data if isinstance(data, dict) else {})


def client_ready() -> Message:
    """Tell the agent that it may begin."""
    about = {"library": "repartee-call", "library_version": __version__}
    return Message("client-ready", {"version": PROTOCOL_VERSION, "about": about})


def typed(text: str) -> Message:
    """Type to the agent, and have it answer aloud."""
    options = {"run_immediately": True, "audio_response": True}
    return Message("send-text", {"content": text, "options": options})


def wished(what: str) -> Message:
    """Ask for something of Repartee's own: "interrupt" or "hang-up"."""
    return Message("client-message", {"t": what})
