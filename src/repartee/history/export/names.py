"""What people and conversations are called in an export."""

from __future__ import annotations

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
