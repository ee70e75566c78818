"""What was removed is overwritten: a database's files hold it for long otherwise."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from loguru import logger
from sqlalchemy import text

from repartee.history.tables import metadata

if TYPE_CHECKING:
    from repartee.history.database import Database

# Others may be reading what the log has; they are done in milliseconds.
_PATIENCE_MS = 5000


class Erasing:
    """Overwrites what was removed from a database; who asks while it is at it shares the next."""

    def __init__(self, database: Database) -> None:
        """Erase nothing yet.

        Args:
            database: Whose removed rows shall leave no trace.
        """
        self._database = database
        self._turn = asyncio.Lock()
        self._asked = 0
        self._done = 0

    @property
    def is_owed(self) -> bool:
        """Whether something was removed since, or it failed."""
        return self._done < self._asked

    def owe(self) -> None:
        """Something was removed that may wait for the next time."""
        self._asked += 1

    async def erase(self) -> None:
        """Leave no trace in the database's files of the rows that were removed before.

        SQLite's file, index of words and log are written anew. PostgreSQL gives the space in its
        tables free; what its own log and its backups hold is up to who runs it.

        Raises:
            HistoryError: If the database is away, or has no room for its new file.
        """
        self.owe()
        mine = self._asked
        async with self._turn:
            if self._done >= mine:
                return
            shared = self._asked
            await (_rewrite_file if self._database.is_file else _vacuum)(self._database)
            self._done = shared


async def _vacuum(database: Database) -> None:
    async with database.tending() as connection:
        await connection.execute(text(f"VACUUM {', '.join(metadata.tables)}"))


async def _rewrite_file(database: Database) -> None:
    # The index only marks words as removed, and keeps them until it is merged.
    async with database.writing() as connection:
        await connection.execute(text("INSERT INTO event_words(event_words) VALUES ('optimize')"))
    async with database.tending() as connection:
        await connection.execute(text(f"PRAGMA busy_timeout = {_PATIENCE_MS}"))
        # `secure_delete` alone leaves what pages had in their gaps when they were rearranged.
        await connection.execute(text("VACUUM"))
        busy = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).scalar_one()
        # The pool does not know of its patience, and its next user wants the usual one.
        await connection.invalidate()
    if busy:
        logger.warning(
            "What was forgotten is still in the log of the database file, because another program "
            "reads it. It goes with the next conversation that is forgotten, or at the next stop."
        )
