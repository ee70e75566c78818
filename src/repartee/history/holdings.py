from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from repartee.history.database import Database
from repartee.history.export.threads import in_thread
from repartee.history.recording.names import begun_at
from repartee.history.recording.storage import Storage
from repartee.history.tables import conversations


@dataclass(frozen=True)
class Holdings:
    """How much is stored of conversations."""

    conversations: int = 0
    events: int = 0
    bytes: int = 0
    """Of the database."""


@dataclass(frozen=True)
class SoundHoldings:
    """How much sound is stored."""

    recordings: int = 0
    recordings_bytes: int = 0


async def holdings(database: Database) -> Holdings:
    """Count what a database holds; takes as long for many events as for few.

    Raises:
        HistoryError: If it is away.
    """
    async with database.reading() as connection:
        return await holdings_in(connection)


async def holdings_in(connection: AsyncConnection) -> Holdings:
    """Count as `holdings` does.

    Args:
        connection: To a database that has its tables.
    """
    # An event is never removed without its conversation, so the last number is how many there are.
    counts = select(func.count(), func.coalesce(func.sum(conversations.c.last_number), 0))
    size = text(
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if connection.dialect.name == "sqlite"
        else "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    )
    talks, events = (await connection.execute(counts)).one()
    return Holdings(talks, int(events), int(await connection.scalar(size) or 0))


async def sound_holdings(url: str) -> SoundHoldings:
    """Count recordings.

    Args:
        url: Where they are.

    Raises:
        StorageError: If they cannot be listed.
    """
    files = await in_thread(Storage(url).files)
    ours = [each for each in files if begun_at(each.name)]
    return SoundHoldings(len(ours), sum(each.size for each in ours))
