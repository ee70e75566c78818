from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from repartee.history import words
from repartee.history.address import address_of
from repartee.history.appending import append
from repartee.history.bringing import bring, prepared
from repartee.history.cursor import cursor_after
from repartee.history.database import Database
from repartee.history.encoding import decode, storable
from repartee.history.errors import HistoryError
from repartee.history.export.threads import in_thread
from repartee.history.listing import found_of, listing, summary_of
from repartee.history.records import (
    ConversationSummary,
    Found,
    Hit,
    NumberedEvent,
    Page,
    Query,
)
from repartee.history.redaction.events import redacted_all
from repartee.history.redaction.redactor import KEEP_ALL, Redactor
from repartee.history.search import hits
from repartee.history.tables import SUMMARY, conversations, events

__all__ = [
    "ConversationSummary",
    "HistoryError",
    "HistoryStore",
    "Hit",
    "NumberedEvent",
    "Page",
    "Query",
]


class HistoryStore:
    """Conversations and their events: appended, read, searched, forgotten.

    Every method raises `HistoryError` where the database is not there.
    """

    def __init__(
        self,
        url: str,
        directory: Path,
        *,
        server: str | None = None,
        redactor: Redactor = KEEP_ALL,
    ) -> None:
        """Use a database, without I/O.

        Args:
            url: As DATABASE_URL says; empty for a file of its own.
            directory: Where that file is.
            server: Which running server writes, as `Presence` knows it; none for a command.
            redactor: Takes out of every text what shall not be stored.

        Raises:
            HistoryError: For an address that cannot be used.
        """
        self.database = Database(address_of(url, directory))
        self._server = server
        self._redactor = redactor

    async def open(self) -> None:
        """Connect, and bring the tables up to date."""
        await self.database.open()

    async def close(self) -> None:
        """Let go of the database."""
        await self.database.close()

    async def append(self, conversation_id: str, new: Sequence[NumberedEvent]) -> None:
        """Write events down: all of them or, where this raises, none.

        Durable when this returns. What is written already is ignored, so that who does not know
        whether it was may ask again.

        Args:
            conversation_id: Whose they are; made with its first event.
            new: In their order.

        Raises:
            NumberTakenError: If another event has one of the numbers.
            ForgottenError: If those before them are not there (any more).
        """
        if not new:
            return
        stored = await redacted_all(new, self._redactor)
        async with self.database.writing() as connection:
            await append(connection, conversation_id, stored, self._server)

    async def bring(self, conversation_id: str, title: str, new: Sequence[NumberedEvent]) -> None:
        """Write a whole conversation down that was held elsewhere, or nothing of it.

        Args:
            conversation_id: What it is called here.
            title: As somebody named it; empty for none.
            new: All of its events, of which there is one at least.

        Raises:
            NumberTakenError: If a conversation of this id is there.
        """
        stored = await redacted_all(new, self._redactor)
        name = storable(self._redactor.text(title))
        whole = await in_thread(prepared, conversation_id, name, stored)
        async with self.database.writing() as connection:
            await bring(connection, whole)

    async def last_number(self, conversation_id: str) -> int:
        """The number of the newest event; 0 for none."""
        wanted = select(conversations.c.last_number).where(conversations.c.id == conversation_id)
        async with self.database.reading() as connection:
            return await connection.scalar(wanted) or 0

    async def conversation(self, conversation_id: str) -> ConversationSummary | None:
        """What is known of a conversation; None if there is none."""
        wanted = select(*SUMMARY).where(conversations.c.id == conversation_id)
        async with self.database.reading() as connection:
            row = (await connection.execute(wanted)).mappings().one_or_none()
        return summary_of(row) if row else None

    async def conversations(self, query: Query) -> Page[Found]:
        """Conversations by what is asked of them, the last written first."""
        statement = listing(query, in_file=self.database.is_file)
        async with self.database.reading() as connection:
            rows = (await connection.execute(statement)).mappings().all()
            said = await _bodies(connection, [row["newest"] for row in rows if row["newest"]])
        wanted = words.wanted(query.text)
        items = [found_of(row, said.get(row["newest"]), wanted) for row in rows[: query.limit]]
        return Page(items, cursor_after(items[-1]) if len(rows) > len(items) else "")

    async def events(
        self, conversation_id: str, after: int = 0, limit: int = 1000
    ) -> list[NumberedEvent]:
        """A conversation's events in their order.

        Args:
            conversation_id: Whose.
            after: The last number that is known already.
            limit: How many at most.
        """
        wanted = (
            select(events.c.number, events.c.body)
            .where(events.c.conversation_id == conversation_id, events.c.number > after)
            .order_by(events.c.number)
            .limit(limit)
        )
        async with self.database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        read = [(number, decode(body)) for number, body in rows]
        return [NumberedEvent(number, event) for number, event in read if event is not None]

    async def search(self, text: str, limit: int = 50) -> list[Hit]:
        """Where words were said, the newest first.

        Args:
            text: Words, all of which are wanted in one turn; the last may be the beginning of one.
            limit: How many at most.
        """
        wanted = words.wanted(text)
        if not wanted:
            return []
        statement = hits(wanted, limit, in_file=self.database.is_file)
        async with self.database.reading() as connection:
            rows = (await connection.execute(statement)).mappings().all()
        read = [(row, decode(row["body"])) for row in rows]
        return [
            Hit(summary_of(row), row["number"], words.snippet(words.said(event), wanted))
            for row, event in read
            if event is not None
        ]

    async def rename(self, conversation_id: str, title: str) -> bool:
        """Give a conversation a title.

        Returns:
            Whether there is such a conversation.
        """
        change = (
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(title=storable(self._redactor.text(title)))
        )
        async with self.database.writing() as connection:
            return bool((await connection.execute(change)).rowcount)

    async def forget(self, conversation_id: str) -> bool:
        """Remove a conversation, its events, and their words from the index, without a trace.

        Returns:
            Whether there was such a conversation.
        """
        return bool(await self.forget_all([conversation_id]))

    async def forget_all(self, conversation_ids: Sequence[str]) -> int:
        """Remove conversations as `forget` does.

        Returns:
            How many there were.
        """
        gone = 0
        for conversation_id in conversation_ids:
            # One by one: a turn that is to be written meanwhile must not wait for all of them.
            gone += await self._remove(conversation_id)
        if gone or self.database.erasing.is_owed:
            await self.database.erasing.erase()
        return gone

    async def _remove(self, conversation_id: str) -> int:
        async with self.database.writing() as connection:
            await connection.execute(
                delete(events).where(events.c.conversation_id == conversation_id)
            )
            gone = await connection.execute(
                delete(conversations).where(conversations.c.id == conversation_id)
            )
            return gone.rowcount


async def _bodies(connection: AsyncConnection, ids: list[int]) -> dict[int, str]:
    """Events as they are stored, by their rows' ids."""
    if not ids:
        return {}
    wanted = select(events.c.id, events.c.body).where(events.c.id.in_(ids))
    return {row.id: row.body for row in await connection.execute(wanted)}
