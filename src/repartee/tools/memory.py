"""What is remembered of a person, as tools see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from repartee.tools.fact import Fact

MOST_FACTS = 100


class ForgetfulError(Exception):
    """What is remembered cannot be read or changed; the message is a sentence to say aloud."""


class TooManyFactsError(ForgetfulError):
    """As much is remembered as there is room for."""

    def __init__(self) -> None:
        super().__init__("I can't remember more than I already do. Ask me to forget something.")


@dataclass(frozen=True, slots=True)
class Passage:
    """Something that was said in an earlier conversation."""

    at: datetime
    role: Literal["user", "assistant"]
    text: str
    conversation_id: str = ""


class Memory(Protocol):
    """What is remembered of the person that one conversation is with.

    Every method may raise `ForgetfulError`.
    """

    async def facts(self) -> Sequence[Fact]:
        """All that is known, the oldest first."""
        ...

    async def remember(self, fact: Fact) -> None:
        """Note a fact, in place of one of the same subject.

        Raises:
            TooManyFactsError: If there is no room for another.
        """
        ...

    async def forget(self, key: str) -> Fact | None:
        """Forget a fact.

        Args:
            key: Of its subject.

        Returns:
            What was forgotten; None if there was nothing.
        """
        ...

    async def forget_all(self) -> None:
        """Forget every fact."""
        ...

    async def recall(self, about: str) -> Sequence[Passage]:
        """What was said about something in earlier conversations with this person.

        Args:
            about: In a few words.

        Returns:
            What fits best first; empty for nothing.
        """
        ...


class BriefMemory:
    """Remembers for as long as the conversation goes on."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._facts: dict[str, Fact] = {}

    async def facts(self) -> Sequence[Fact]:
        """All that is known, the oldest first."""
        return list(self._facts.values())

    async def remember(self, fact: Fact) -> None:
        """Note a fact, in place of one of the same subject."""
        if fact.key not in self._facts and len(self._facts) >= MOST_FACTS:
            raise TooManyFactsError
        self._facts[fact.key] = fact

    async def forget(self, key: str) -> Fact | None:
        """Forget a fact."""
        return self._facts.pop(key, None)

    async def forget_all(self) -> None:
        """Forget every fact."""
        self._facts.clear()

    async def recall(self, about: str) -> Sequence[Passage]:
        """There are no earlier conversations."""
        del about
        return ()
