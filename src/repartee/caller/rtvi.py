"""What caller and agent tell each other beside the sound: RTVI 2, as Pipecat speaks it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from repartee import __version__

PROTOCOL_VERSION = "2.2.0"
_LABEL = "rtvi-ai"

PING = "ping"
"""Pipecat takes a caller for gone who has not sent this, as bare text, for three seconds."""
PING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Message:
    """One message from the agent.

    Attributes:
        kind: Its RTVI type, "bot-ready" say.
        data: What it carries, empty where it carries nothing.
    """

    kind: str
    data: Mapping[str, object]

    def text(self, key: str = "text") -> str:
        """A text it carries, empty where it does not."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""


def parse(text: str | bytes) -> Message | None:
    """Read one message; None for what is no RTVI."""
    try:
        body = json.loads(text)
    except ValueError:
        return None
    if not isinstance(body, dict) or not isinstance(kind := body.get("type"), str):
        return None
    data = body.get("data")
    return Message(kind, data if isinstance(data, dict) else {})


def client_ready() -> str:
    """Tell the agent that it may begin."""
    about = {"library": "repartee-call", "library_version": __version__}
    return _message("client-ready", {"version": PROTOCOL_VERSION, "about": about})


def typed(text: str) -> str:
    """Type to the agent, and have it answer aloud."""
    options = {"run_immediately": True, "audio_response": True}
    return _message("send-text", {"content": text, "options": options})


def _message(kind: str, data: Mapping[str, object]) -> str:
    return json.dumps({"label": _LABEL, "type": kind, "id": uuid.uuid4().hex[:8], "data": data})
