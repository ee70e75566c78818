from __future__ import annotations

from typing import Protocol

from repartee.conversation.events import Event


class Chronicle(Protocol):
    """What is written down of one conversation, in the order in which it happened."""

    def note(self, event: Event) -> None:
        """Write something down; returns at once and never raises."""
        ...

    async def durable(self) -> None:
        """Wait, within bounds, until all that was noted survives the end of the process."""
        ...

    async def close(self) -> None:
        """Nothing more is noted; waits as `durable` does."""
        ...


class Archive(Protocol):
    """Where conversations are written down."""

    async def chronicle(self, conversation_id: str) -> Chronicle:
        """Open what is written of a conversation, to write on; an empty one if it is new."""
        ...


class NoChronicle:
    """Writes nothing down."""

    def note(self, event: Event) -> None:
        """Forget it."""

    async def durable(self) -> None:
        """There is nothing to wait for."""

    async def close(self) -> None:
        """There is nothing to close."""


class NoArchive:
    """Keeps nothing."""

    async def chronicle(self, conversation_id: str) -> Chronicle:
        """Open one that forgets.

        Args:
            conversation_id: Of any conversation.
        """
        del conversation_id
        return NoChronicle()
