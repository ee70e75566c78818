from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from loguru import logger

from repartee.history.errors import HistoryError
from repartee.history.memory.backlog import Backlog
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

    def __init__(
        self, facts: FactStore, recall: Recall, *looks: LookBack, backlog: Backlog | None = None
    ) -> None:
        """Remember.

        Args:
            facts: What is known.
            recall: Finds what was said.
            *looks: What looks at each conversation once it is over.
            backlog: Knows what waited when the server stopped; None where that is forgotten.
        """
        self._facts = facts
        self._recall = recall
        self._looks = looks
        self._backlog = backlog
        self._over: asyncio.Queue[tuple[str, str]] = asyncio.Queue(_MOST_WAITING)
        self._working: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look back."""
        self._working = asyncio.create_task(self._work(), name="looking back at conversations")

    async def close(self) -> None:
        """Look back no more; what was not looked at is at the next start."""
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
        await self._take_up()
        while True:
            person, conversation_id = await self._over.get()
            await self._look_back(person, conversation_id)
            self._over.task_done()

    async def _take_up(self) -> None:
        """What waited when the server stopped comes first."""
        if self._backlog is None or not self._looks:
            return
        try:
            waiting = await self._backlog.waiting()
        except HistoryError as error:
            logger.warning("What was not looked back at waits for the next start: {}", error)
            return
        for person, conversation_id in waiting:
            self.look_back(person, conversation_id)

    async def _look_back(self, person: str, conversation_id: str) -> None:
        went_well = [
            await self._guarded(look(person, conversation_id), conversation_id)
            for look in self._looks
        ]
        if self._backlog is not None and all(went_well):
            await self._guarded(self._backlog.done(conversation_id), conversation_id)

    async def _guarded(self, work: Awaitable[None], conversation_id: str) -> bool:
        """Whether it went well."""
        log = logger.bind(session=conversation_id)
        try:
            await work
        except (HistoryError, NoticingError) as error:
            log.warning("A conversation was not looked back at: {}", error)
            return False
        except Exception:
            # The next conversation may be one that can be looked at.
            log.exception("Looking back at a conversation failed")
            return False
        return True
