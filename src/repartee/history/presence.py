"""Which servers run that write the same database, so that nobody ends another's conversations."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psutil
from sqlalchemy import RowMapping, delete, insert, select, update

from repartee.history.database import Database
from repartee.history.tables import servers

BEAT_SECS = 20.0
"""How often a server says that it runs."""
_LEASE = timedelta(seconds=90)
_SAME_START_SECS = 1.0


@dataclass(frozen=True)
class Presence:
    """One run of a server."""

    id: str
    machine: str
    """Where its process number means something."""
    process: int
    started: float
    """As the operating system says, seconds since 1970."""

    @classmethod
    def here(cls) -> Presence:
        """Of this process."""
        process = psutil.Process()
        return cls(uuid4().hex, _machine(), process.pid, process.create_time())

    async def beat(self, database: Database) -> set[str]:
        """Say that this server runs, and learn which do; those that do not are removed.

        Returns:
            The ids of the servers that run.

        Raises:
            HistoryError: If the database is away.
        """
        now = datetime.now(UTC)
        async with database.writing() as connection:
            mine = servers.c.id == self.id
            known = await connection.execute(update(servers).where(mine).values(seen_at=now))
            if not known.rowcount:
                await connection.execute(insert(servers).values(**asdict(self), seen_at=now))
            rows = (await connection.execute(select(servers))).mappings().all()
            living = self._running(rows)
            await connection.execute(delete(servers).where(servers.c.id.not_in(living)))
        return living

    async def others(self, database: Database) -> set[str]:
        """Learn which other servers run, without a word of this one.

        Raises:
            HistoryError: If the database is away.
        """
        async with database.reading() as connection:
            rows = (await connection.execute(select(servers))).mappings().all()
        return self._running(rows) - {self.id}

    async def leave(self, database: Database) -> None:
        """Say that this server runs no more.

        Raises:
            HistoryError: If the database is away.
        """
        async with database.writing() as connection:
            await connection.execute(delete(servers).where(servers.c.id == self.id))

    def _running(self, rows: Sequence[RowMapping]) -> set[str]:
        now = datetime.now(UTC)
        return {
            row["id"]
            for row in rows
            if self._runs(
                Presence(row["id"], row["machine"], row["process"], row["started"]),
                now - row["seen_at"],
            )
        }

    def _runs(self, other: Presence, silent: timedelta) -> bool:
        if other == self:
            return True
        if other.machine != self.machine:
            return silent < _LEASE
        try:
            started = psutil.Process(other.process).create_time()
        except psutil.Error:
            return False
        return abs(started - other.started) < _SAME_START_SECS


def _machine() -> str:
    """This run of this machine and, in a container, its own count of processes."""
    parts = [platform.node()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return " ".join(parts)
