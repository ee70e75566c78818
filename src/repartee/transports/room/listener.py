from __future__ import annotations

from typing import Any, Protocol

from repartee.transports.line import LineEnd
from repartee.transports.room.guest import Guest


class RoomListener(Protocol):
    """Who is told what happens in a room; nothing here may block."""

    def came(self, guest: Guest, *, back: bool) -> None:
        """A guest is on a line now.

        Args:
            guest: Who.
            back: Whether they were on another line a moment ago.
        """
        ...

    def went(self, guest: Guest, end: LineEnd) -> None:
        """A guest is on no line any more."""
        ...

    def told(self, guest: Guest, message: dict[str, Any]) -> bool:
        """A guest sent a message.

        Returns:
            True if it was meant for the conversation itself, and not for the pipeline.
        """
        ...

    def pressed(self, guest: Guest, key: str) -> None:
        """A guest pressed a key of their telephone."""
        ...
