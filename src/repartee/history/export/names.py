"""What people and conversations are called in an export."""

from __future__ import annotations

import unicodedata

from repartee.conversation.events import Event, GuestJoined
from repartee.history.records import ConversationSummary

_LONGEST_TITLE = 80


class Names:
    """The guests' names, as the events tell them."""

    def __init__(self) -> None:
        """Begin without any."""
        self._names: dict[str, str] = {}

    def note(self, event: Event) -> None:
        """Remember a name that an event tells."""
        if isinstance(event, GuestJoined) and event.name:
            self._names[event.guest] = event.name

    def of(self, guest: str) -> str:
        """What a guest is called."""
        return self._names.get(guest, guest) or "Caller"


def title_of(summary: ConversationSummary) -> str:
    """What a conversation is called: its title, or its first words, or its time."""
    if summary.title or summary.preview:
        return (summary.title or summary.preview)[:_LONGEST_TITLE]
    return f"Conversation of {summary.began_at:%Y-%m-%d %H:%M} UTC"


def one_line(text: str, *, trim: bool = True) -> str:
    """A text without line breaks, and without what a terminal would take for an order.

    Args:
        text: As it was said.
        trim: Whether spaces at its ends go, and several in it become one.
    """
    plain = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
    return " ".join(plain.split()) if trim else plain
