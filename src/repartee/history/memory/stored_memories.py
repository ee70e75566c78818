from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from loguru import logger

from repartee.history.errors import HistoryError
from repartee.history.memory.fact_store import FactStore
from repartee.history.memory.noticing import NoticingError
from repartee.history.memory.person_memory import PersonMemory, Recall
from repartee.tools.memory import BriefMemory, Memory

# Conversations may end faster than a model reads them.
_MOST_WAITING = 200

LookBack = Callable[[str, str], Awaitable[None]]
"""Looks at a person's conversation once it is over."""


class StoredMemories:
    """What is remembered of people, in history's database (`conversation.memories.Memories`).

    What is to be done once a conversation is over is done beside all others, one at a time.
    """

    def __init__(self, facts: FactStore, recall: Recall, *looks: LookBack) -> None:
        """Remember.

        Args:
            facts: What is known.
            recall: Finds what was said.
            *looks: What looks at each conversation once it is over.
        """
        self._facts = facts
        self._recall = recall
        self._looks = looks
        self._over: asyncio.Queue[tuple[str, str]] = asyncio.Queue(_MOST_WAITING)
        self._working: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look back."""
        self._working = asyncio.create_task(self._work(), name="looking back at conversations")

    async def close(self) -> None:
        """Look back no more; what was not looked at is never noted."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait({self._working})
            self._working = None

    def of(self, person: str, conversation_id: str) -> Memory:
        """What is remembered of one person; returns at once."""
        if not person:
            return BriefMemory()
        return PersonMemory(person, conversation_id, self._facts, self._recall)

    def look_back(self, person: str, conversation_id: str) -> None:
        """A sitting is over: note what there is to note of it; returns at once."""
        if not person or not self._looks:
            return
        try:
            self._over.put_nowait((person, conversation_id))
        except asyncio.QueueFull:
            logger.bind(session=conversation_id).warning("Nobody looks back at a conversation")

    async def idle(self) -> None:
        """Wait until all conversations that are over were looked at."""
        await self._over.join()

    async def _work(self) -> None:
        while True:
            person, conversation_id = await self._over.get()
            for look in self._looks:
                await self._guarded(look, person, conversation_id)
            self._over.task_done()

    async def _guarded(self, look: LookBack, person: str, conversation_id: str) -> None:
        log = logger.bind(session=conversation_id)
        try:
            await look(person, conversation_id)
        except (HistoryError, NoticingError) as error:
            log.warning("A conversation was not looked back at: {}", error)
        except Exception:
            # The next conversation may be one that can be looked at.
            log.exception("Looking back at a conversation failed")
