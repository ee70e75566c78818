from __future__ import annotations

from typing import Protocol

from repartee.tools.memory import BriefMemory, Memory


class Memories(Protocol):
    """What is remembered of people, from one conversation to the next."""

    def of(self, person: str, conversation_id: str) -> Memory:
        """What is remembered of one person; returns at once.

        Args:
            person: Their digest, as `Choices` has it; empty for somebody unknown.
            conversation_id: Which conversation asks.
        """
        ...

    def look_back(self, person: str, conversation_id: str) -> None:
        """A sitting is over: note what there is to note of it; returns at once.

        Args:
            person: With whom it was; empty for somebody unknown.
            conversation_id: All that is kept of it is written by now.
        """
        ...


class NoMemories:
    """Remembers nothing beyond a conversation."""

    def of(self, person: str, conversation_id: str) -> Memory:
        """Begin anew."""
        del person, conversation_id
        return BriefMemory()

    def look_back(self, person: str, conversation_id: str) -> None:
        """Forget it."""
