"""SQLite's driver, made fit for tasks that are cancelled."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import aiosqlite

_ROWS_AT_ONCE = 64


class SteadyConnection(aiosqlite.Connection):
    """Ends its transaction before it is closed.

    SQLAlchemy closes the connection of whoever is cancelled. Python's driver then waits for cursors
    that were not read to their end, which the task's traceback holds; until that is gone the
    transaction stays open, and nobody else can write: "database is locked".
    """

    async def close(self) -> None:
        """Roll back what is open, and close."""
        # It may never have been opened.
        with suppress(sqlite3.Error, ValueError):
            await self.rollback()
        await super().close()


def connect(path: str, lock_wait_secs: float) -> SteadyConnection:
    """Prepare to open a file; awaited, it is open.

    Args:
        path: Where it is.
        lock_wait_secs: How long is waited for another process that writes.
    """

    def open_file() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=lock_wait_secs, check_same_thread=False)

    connection = SteadyConnection(open_file, _ROWS_AT_ONCE)
    # A process that ends waits for no database.
    connection._thread.daemon = True  # noqa: SLF001
    return connection
