from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Listener = Callable[[str, str, bool], None]
"""Told who (`you` or `agent`), which words, and whether they are final."""


@dataclass(frozen=True)
class Event:
    """A message of the agent, and when it arrived on the monotonic clock."""

    at: float
    type: str
    data: dict[str, Any]


class Captions:
    """What the agent tells over the data channel, in RTVI."""

    def __init__(self, listener: Listener | None = None) -> None:
        """Start with nothing told.

        Args:
            listener: Told of captions as they come.
        """
        self.events: list[Event] = []
        self._listener = listener

    def take(self, message: str | bytes) -> None:
        """Take in a message; what is not RTVI is passed over."""
        try:
            fields = json.loads(message)
        except ValueError:
            return
        if not isinstance(fields, dict) or fields.get("label") != "rtvi-ai":
            return
        data = fields.get("data")
        event = Event(
            time.monotonic(), str(fields.get("type")), data if isinstance(data, dict) else {}
        )
        self.events.append(event)
        self._tell(event)

    def heard_between(self, begin: float, end: float) -> str:
        """What the agent understood of the caller in a span of time."""
        return " ".join(
            str(event.data.get("text", ""))
            for event in self._between(begin, end, "user-transcription")
            if event.data.get("final")
        )

    def answered_between(self, begin: float, end: float) -> str:
        """What the agent said in a span of time."""
        words = [str(e.data.get("text", "")) for e in self._between(begin, end, "bot-tts-text")]
        return " ".join(words)

    def last_at(self, kind: str) -> float:
        """When a kind of message last came; minus infinity if never."""
        return next((e.at for e in reversed(self.events) if e.type == kind), float("-inf"))

    def ending(self) -> dict[str, Any] | None:
        """What the agent said of the call's end, None while it goes on."""
        return next(
            (e.data for e in reversed(self.events) if _is_ending(e)),
            None,
        )

    def _between(self, begin: float, end: float, kind: str) -> list[Event]:
        return [e for e in self.events if e.type == kind and begin <= e.at < end]

    def _tell(self, event: Event) -> None:
        if self._listener is None:
            return
        if event.type == "user-transcription":
            self._listener("you", str(event.data.get("text", "")), bool(event.data.get("final")))
        elif event.type == "bot-tts-text":
            self._listener("agent", str(event.data.get("text", "")), True)


def _is_ending(event: Event) -> bool:
    return event.type == "server-message" and event.data.get("type") == "ending"
