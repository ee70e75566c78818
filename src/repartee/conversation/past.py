from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Earlier:
    """A conversation that is over, as it can be gone on with."""

    messages: tuple[dict[str, Any], ...]
    """What was said and heard, as a context has it."""
    person: str = ""
    """Whose it was; empty where that is not known."""
    sittings: int = 0
    turns: int = 0
    spent_usd: float = 0.0
    """What it has cost, in US dollars, of what has a known price."""


class Past(Protocol):
    """The conversations that are written down."""

    async def find(self, conversation_id: str) -> Earlier | None:
        """What was said in a conversation; None if nothing is kept of it.

        Raises:
            HistoryAwayError: If it cannot be read at the moment.
        """
        ...

    async def owner(self, conversation_id: str) -> str | None:
        """Whose a conversation was, empty where that is not known; None if nothing is kept of it.

        Raises:
            HistoryAwayError: If it cannot be read at the moment.
        """
        ...


class NoPast:
    """Nothing is written down."""

    async def find(self, conversation_id: str) -> Earlier | None:
        """Find nothing."""
        del conversation_id
        return None

    async def owner(self, conversation_id: str) -> str | None:
        """Nobody's."""
        del conversation_id
        return None
