"""Recordings of which no conversation knows: an import was killed, or an event never written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from loguru import logger
from sqlalchemy import func, select

from repartee.conversation.events import RecordingMade
from repartee.history.database import Database
from repartee.history.encoding import decode
from repartee.history.export.threads import in_thread
from repartee.history.recording.names import begun_at
from repartee.history.recording.storage import Storage, StoredFile
from repartee.history.tables import conversations, events

# Its event may still wait for a database that is away.
_NOT_YOUNGER = timedelta(days=1)


def strays(
    files: Iterable[StoredFile], known: Collection[str], since: datetime, now: datetime
) -> list[StoredFile]:
    """Decide which recordings nobody can ever find.

    Args:
        files: All there are; what no recorder named is not touched.
        known: Those that conversations know.
        since: When the oldest conversation began that was held with this database: what is older
            may be another's, of before DATABASE_URL was changed.
        now: The time.
    """
    return [
        each
        for each in files
        if (begun := begun_at(each.name))
        and each.name not in known
        and since < begun < now - _NOT_YOUNGER
        and (each.changed_at is None or each.changed_at < now - _NOT_YOUNGER)
    ]


class StrayRecordings:
    """Removes them from a directory of this server's own; a shared storage has others', too."""

    def __init__(self, database: Database, storage: Storage) -> None:
        """Remove nothing yet.

        Args:
            database: Has the conversations.
            storage: The directory in which recordings are written.
        """
        self._database = database
        self._storage = storage

    async def clear(self, now: datetime) -> int:
        """Remove them.

        Args:
            now: The time, aware.

        Returns:
            How many there were.

        Raises:
            HistoryError: If the conversations cannot be read.
            StorageError: If the recordings cannot be.
        """
        files = await in_thread(self._storage.files)
        since = await self._since() if files else None
        if since is None:
            return 0
        found = strays(files, await self._known(), since, now)
        for each in found:
            await in_thread(self._storage.remove, each.name)
        if found:
            logger.info("{} recordings of which no conversation knew were removed.", len(found))
        return len(found)

    async def _since(self) -> datetime | None:
        oldest = select(func.min(conversations.c.began_at)).where(
            conversations.c.server.is_not(None)
        )
        async with self._database.reading() as connection:
            found: datetime | None = await connection.scalar(oldest)
            return found

    async def _known(self) -> set[str]:
        wanted = (
            select(events.c.body)
            .join(conversations, conversations.c.id == events.c.conversation_id)
            .where(conversations.c.has_audio, events.c.kind == "recording-made")
        )
        async with self._database.reading() as connection:
            made = [decode(body) for body in await connection.scalars(wanted)]
        return {each.file for each in made if isinstance(each, RecordingMade)}
