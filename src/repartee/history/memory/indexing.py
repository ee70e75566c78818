"""What was said before there was a model for it, noted by its meaning beside the talk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from loguru import logger
from sqlalchemy import select

from repartee.history.database import Database
from repartee.history.errors import HistoryError
from repartee.history.memory.tables import meanings, owners
from repartee.history.tables import conversations, events

_TOLD_SECS = 30.0
# It works a third of the time: calls need the processor more.
_REST = 2.0


class Meanings(Protocol):
    """Notes what the turns of a conversation mean."""

    async def look_back(self, person: str, conversation_id: str, /) -> None:
        """Note it, but for what was noted before."""
        ...


class Indexing:
    """Notes the meaning of all conversations of known people that are not noted yet.

    Whatever stops it, it goes on at the next start where it was.
    """

    def __init__(self, database: Database, noting: Meanings, model: str) -> None:
        """Note nothing yet.

        Args:
            database: History's.
            noting: Notes one conversation.
            model: Whose vectors are wanted.
        """
        self._database = database
        self._noting = noting
        self._model = model
        self._working: asyncio.Task[None] | None = None
        self.done = 0
        """How many conversations were noted."""
        self.total = 0
        """How many there were to be."""

    def start(self) -> None:
        """Begin; the log tells how far it is."""
        self._working = asyncio.create_task(self._guarded(), name="indexing older conversations")

    async def close(self) -> None:
        """Stop where it is."""
        if self._working is not None:
            self._working.cancel()
            with suppress(asyncio.CancelledError):
                await self._working

    async def note_all(self) -> None:
        """Note what is not noted yet, the newest first.

        Raises:
            HistoryError: If it cannot be read, or written.
        """
        unnoted = await self._unnoted()
        self.done, self.total = 0, len(unnoted)
        told = time.monotonic()
        for person, conversation_id in unnoted:
            began = time.monotonic()
            await self._noting.look_back(person, conversation_id)
            self.done += 1
            if time.monotonic() - told > _TOLD_SECS:
                told = time.monotonic()
                logger.info("{} of {} older conversations are indexed.", self.done, self.total)
            await asyncio.sleep(_REST * (time.monotonic() - began))

    async def _guarded(self) -> None:
        try:
            await self.note_all()
        except HistoryError as error:
            logger.warning("Older conversations are indexed at the next start: {}", error)
        except Exception:
            logger.exception("Older conversations are not indexed")
        else:
            if self.total:
                logger.info("All {} older conversations are indexed by meaning.", self.total)

    async def _unnoted(self) -> Sequence[tuple[str, str]]:
        noted = select(meanings.c.event_id).where(
            meanings.c.event_id == events.c.id, meanings.c.model == self._model
        )
        said = select(events.c.id).where(
            events.c.conversation_id == owners.c.conversation_id,
            events.c.words != "",
            ~noted.exists(),
        )
        wanted = (
            select(owners.c.person, owners.c.conversation_id)
            .join(conversations, conversations.c.id == owners.c.conversation_id)
            .where(said.exists(), conversations.c.ended_at.is_not(None))
            .order_by(conversations.c.last_at.desc())
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted)
            return [(row.person, row.conversation_id) for row in rows]
