"""What a line needs of a Daily call; `native.py` is the real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

WROTE = Callable[[], None]


class CallListener(Protocol):
    """Who is told what happens in a Daily room. Called in the event loop; returns at once."""

    def came(self, person_id: str, name: str) -> None:
        """Somebody else is in the room now; may be told twice of the same person."""
        ...

    def went(self, person_id: str) -> None:
        """Somebody left the room, or was lost by it: Daily does not tell which."""
        ...

    def heard(self, person_id: str, pcm: bytes) -> None:
        """Somebody's microphone, 16-bit mono at 16 kHz, 20 ms at a time."""
        ...

    def told(self, person_id: str, message: object) -> None:
        """Somebody sent a message within the call; whatever JSON may hold."""
        ...

    def ended(self) -> None:
        """The agent is in the room no more: it was sent out, or the room is gone."""
        ...


class Call(Protocol):
    """The agent's own place in a Daily room."""

    async def join(self, url: str, token: str, listener: CallListener) -> None:
        """Get in; called once.

        Args:
            url: The room's address.
            token: The agent's meeting token; empty for a public room.
            listener: Who is told from now on.

        Raises:
            DailyJoinError: If that fails or takes too long; everything is freed then.
        """
        ...

    def write(self, pcm: bytes, wrote: WROTE) -> None:
        """Say something.

        Args:
            pcm: 16-bit mono samples at the call's rate, a multiple of 10 ms.
            wrote: Called in the event loop once they were sent, at the pace of real time.
        """
        ...

    def send(self, message: dict[str, Any], to: str = "") -> None:
        """Send a message to one person, or to all; one that cannot be sent is dropped."""
        ...

    def send_out(self) -> None:
        """Send everybody else out of the room, where the agent may."""
        ...

    async def leave(self) -> None:
        """Get out and free everything, within a few seconds; never raises; once is enough."""
        ...
