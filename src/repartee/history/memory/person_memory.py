from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from loguru import logger

from repartee.history.errors import HistoryError
from repartee.history.memory.fact_store import FactStore
from repartee.tools.fact import Fact
from repartee.tools.memory import ForgetfulError, Passage

_MOST_PASSAGES = 8
_AWAY = "I can't get at what I remember right now. Please ask me again in a while."


class Recall(Protocol):
    """Finds what was said."""

    async def find(self, person: str, about: str, but: str, limit: int) -> list[Passage]:
        """What was said about something in a person's conversations, but for one of them."""
        ...


class PersonMemory:
    """What is remembered of one person (`tools.memory.Memory`), as one conversation has it."""

    def __init__(self, person: str, conversation_id: str, facts: FactStore, recall: Recall) -> None:
        """Remember nothing yet.

        Args:
            person: Their digest.
            conversation_id: The conversation that asks.
            facts: Of all people.
            recall: Of all conversations.
        """
        self._person = person
        self._conversation_id = conversation_id
        self._facts = facts
        self._recall = recall

    async def facts(self) -> Sequence[Fact]:
        """All that is known, the oldest first."""
        async with _said_aloud():
            return [each.fact for each in await self._facts.of(self._person)]

    async def remember(self, fact: Fact) -> None:
        """Note a fact, in place of one of the same subject."""
        async with _said_aloud():
            await self._facts.remember(self._person, fact)

    async def forget(self, key: str) -> Fact | None:
        """Forget a fact."""
        async with _said_aloud():
            return await self._facts.forget_subject(self._person, key)

    async def forget_all(self) -> None:
        """Forget every fact."""
        async with _said_aloud():
            await self._facts.forget_all(self._person)

    async def recall(self, about: str) -> Sequence[Passage]:
        """What was said about something in earlier conversations with this person."""
        async with _said_aloud():
            return await self._recall.find(
                self._person, about, self._conversation_id, _MOST_PASSAGES
            )


@asynccontextmanager
async def _said_aloud() -> AsyncIterator[None]:
    try:
        yield
    except HistoryError as error:
        logger.warning("What is remembered of people cannot be used: {}", error)
        raise ForgetfulError(_AWAY) from error
