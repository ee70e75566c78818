from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from repartee.conversation.guest_book import Entry
from repartee.conversation.parts import Choices


@dataclass(frozen=True)
class Snapshot:
    """What is kept of a conversation so that it can be taken up again."""

    conversation_id: str
    guests: tuple[Entry, ...]
    invite_token: str
    messages: tuple[dict[str, Any], ...]
    """The context without the persona's prompt, in the order in which it was said."""
    choices: Choices
    """What its first caller chose."""
    sitting: int = 0
    """How many sittings there were, with this one."""
    turns: int = 0
    """How many exchanges there were in all of them."""
    spent_usd: float = 0.0
    """What they have cost, in US dollars, of what has a known price."""


class Shelf(Protocol):
    """Where conversations are kept."""

    async def open(self) -> None:
        """Look whether anything can be kept, and say so in the log if not."""
        ...

    async def keep(self, snapshot: Snapshot) -> None:
        """Keep the newest state of a conversation; durable when this returns."""
        ...

    async def find(self, conversation_id: str) -> Snapshot | None:
        """What is kept of a conversation, None for nothing."""
        ...

    async def forget(self, conversation_id: str) -> None:
        """Let go of a conversation; nothing is left of it when this returns."""
        ...

    async def forget_all(self) -> None:
        """Let go of everything."""
        ...


class EmptyShelf:
    """Keeps nothing."""

    async def open(self) -> None:
        """There is nothing to look at."""

    async def keep(self, snapshot: Snapshot) -> None:
        """Forget it."""

    async def find(self, conversation_id: str) -> Snapshot | None:
        """Find nothing."""
        del conversation_id
        return None

    async def forget(self, conversation_id: str) -> None:
        """There is nothing to forget."""

    async def forget_all(self) -> None:
        """There is nothing to forget."""
