"""Which conversations other servers hold, that share the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from repartee.history.database import Database
from repartee.history.presence import Presence
from repartee.history.tables import conversations

_AT_ONCE = 500
"""SQLite takes 32,766 parameters, PostgreSQL's driver as many."""


class Elsewhere:
    """Tells which conversations are being held by another server than this."""

    def __init__(self, database: Database, presence: Presence) -> None:
        """Ask nobody yet.

        Args:
            database: Which they share.
            presence: This server, or this command.
        """
        self._database = database
        self._presence = presence

    async def holds(self, conversation_ids: Sequence[str]) -> set[str]:
        """Of some conversations, those that go on at another server, which writes more of them.

        Raises:
            HistoryError: If the database is away.
        """
        others = await self._presence.others(self._database)
        if not others:
            return set()
        held: set[str] = set()
        async with self._database.reading() as connection:
            for at in range(0, len(conversation_ids), _AT_ONCE):
                wanted = select(conversations.c.id).where(
                    conversations.c.id.in_(conversation_ids[at : at + _AT_ONCE]),
                    conversations.c.ended_at.is_(None),
                    conversations.c.server.in_(others),
                )
                held.update(await connection.scalars(wanted))
        return held


async def nowhere(_conversation_ids: Sequence[str]) -> set[str]:
    """None: there is no other server."""
    return set()
