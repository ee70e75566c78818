"""Conversations that nobody has looked back at yet, as their server stopped before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from repartee.history.database import Database
from repartee.history.memory.tables import owners
from repartee.history.tables import conversations

# A server that could not look back for long does not have a model read months of history.
_NOT_OLDER = timedelta(days=7)
_MOST = 100


class Backlog:
    """Knows how much of each conversation was looked back at."""

    def __init__(self, database: Database, others: Callable[[], Awaitable[set[str]]]) -> None:
        """Ask nothing yet.

        Args:
            database: History's.
            others: Tells which other servers run: what they held they look back at themselves.
        """
        self._database = database
        self._others = others

    async def waiting(self) -> list[tuple[str, str]]:
        """What is over and was not looked back at since: people and conversations, oldest first.

        Raises:
            HistoryError: If it cannot be read.
        """
        others = await self._others()
        wanted = (
            select(owners.c.person, owners.c.conversation_id)
            .join(conversations, conversations.c.id == owners.c.conversation_id)
            .where(
                conversations.c.last_number > owners.c.looked_at,
                conversations.c.ended_at > datetime.now(UTC) - _NOT_OLDER,
                # What was imported was looked back at where it was held.
                conversations.c.server.is_not(None),
                conversations.c.server.not_in(others),
            )
            .order_by(conversations.c.ended_at)
            .limit(_MOST)
        )
        async with self._database.reading() as connection:
            return [(row.person, row.conversation_id) for row in await connection.execute(wanted)]

    async def done(self, conversation_id: str) -> None:
        """All that is written of a conversation was looked back at.

        Raises:
            HistoryError: If that cannot be noted.
        """
        last = (
            select(conversations.c.last_number)
            .where(conversations.c.id == conversation_id)
            .scalar_subquery()
        )
        mine = owners.c.conversation_id == conversation_id
        async with self._database.writing() as connection:
            await connection.execute(update(owners).where(mine).values(looked_at=last))
