from __future__ import annotations

from pathlib import Path

from sqlalchemy import false, update
from sqlalchemy.ext.asyncio import AsyncConnection

from repartee.history.database import Database
from repartee.history.errors import HistoryError
from repartee.history.export.threads import in_thread
from repartee.history.holdings import Holdings, holdings_in
from repartee.history.migrating import revision_in, revisions
from repartee.history.tables import servers
from repartee.models.units import size_text
from repartee.services.probe import degraded, healthy
from repartee.services.provider import Check


class HistoryAccount:
    """Tells whether history can be written: a provider of neither ears, brain nor voice."""

    id = "history"

    def __init__(self, database: Database) -> None:
        """Ask nothing yet.

        Args:
            database: Where conversations are written; it need not be open.
        """
        self.label = "SQLite" if database.is_file else "PostgreSQL"
        self._database = database

    async def start(self) -> None:
        """Nothing is to be loaded."""

    async def close(self) -> None:
        """Nothing is open."""

    async def check(self) -> Check:
        """Look into the database, and write to it without changing it or its tables."""
        if self._database.is_file and not await in_thread(self._is_there):
            return healthy("there is none yet; the first start makes it")
        try:
            known = await in_thread(revisions)
            async with self._database.trying() as connection:
                return await _judged(connection, known)
        except HistoryError as error:
            finding, _, fix = str(error).partition(". ")
            return degraded(finding, fix)

    def _is_there(self) -> bool:
        return Path(self._database.address.database or "").exists()


async def _judged(connection: AsyncConnection, known: list[str]) -> Check:
    revision = await connection.run_sync(revision_in)
    if not revision:
        return healthy("it is empty; the first start makes its tables")
    if revision not in known:
        return degraded(
            f"revision {revision} is of a newer version of Repartee; this one knows {known[0]}",
            "Install that version, or set DATABASE_URL to another database.",
        )
    # Who may only read is refused here, though no row is meant.
    await connection.execute(update(servers).where(false()).values(process=0))
    return healthy(_told(revision, known[0], await holdings_in(connection)))


def _told(revision: str, newest: str, kept: Holdings) -> str:
    upgrade = f", which the next start brings to {newest}" if revision != newest else ""
    return (
        f"{kept.conversations} conversations, {kept.events} events, {size_text(kept.bytes)}; "
        f"revision {revision}{upgrade}"
    )
