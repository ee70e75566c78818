"""What is kept of conversations: opened before the first caller, closed after the last."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from loguru import logger

from repartee.app.privacy import make_redactor
from repartee.conversation.chronicle import Archive, NoArchive
from repartee.history.errors import HistoryError
from repartee.history.lost import end_all_lost
from repartee.history.presence import BEAT_SECS, Presence
from repartee.history.store import HistoryStore
from repartee.history.writer import HistoryArchive
from repartee.settings import Settings, SettingsError

if TYPE_CHECKING:
    from repartee.services.provider import Provider


class History:
    """A server's history: where it is read, and what conversations are written down by."""

    def __init__(self, settings: Settings) -> None:
        """Make it, without I/O.

        Args:
            settings: Where it is kept.

        Raises:
            SettingsError: For a DATABASE_URL that cannot be used.
        """
        self.presence = Presence.here()
        """This run of the server, as others that share the database see it."""
        self.store = store_of(settings, server=self.presence.id)
        self._archive = HistoryArchive(self.store)
        self._beating: asyncio.Task[None] | None = None

    @property
    def archive(self) -> Archive:
        """Where conversations are written down."""
        return self._archive

    async def forget(self, conversation_id: str) -> None:
        """Write nothing of what waits of a conversation that is over, and is being forgotten.

        Args:
            conversation_id: Which.
        """
        await self._archive.forget(conversation_id)

    async def open(self) -> None:
        """Open the database, and end what a killed server left; the log says what is in the way.

        The server serves without it, and writes down what waits once the database is there.
        """
        try:
            await self.store.open()
            await self._beat()
        except HistoryError as error:
            logger.warning("{} Until then conversations are kept in memory alone.", error)
        self._beating = asyncio.create_task(self._beat_on())

    async def close(self) -> None:
        """Write what still waits, and let go of the database."""
        if self._beating is not None:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating
        await self._archive.close()
        with suppress(HistoryError):
            await self.presence.leave(self.store.database)
        await self.store.close()

    async def _beat_on(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECS)
            # Whoever wants to write says that it cannot be.
            with suppress(HistoryError):
                await self._beat()

    async def _beat(self) -> None:
        living = await self.presence.beat(self.store.database)
        lost = await end_all_lost(self.store, living)
        if lost:
            logger.info("{} conversations were cut off when their server ended.", lost)


def make_history(settings: Settings) -> History | None:
    """Make a server's history; None where nothing is kept.

    Raises:
        SettingsError: For a DATABASE_URL that cannot be used.
    """
    return None if settings.history_keep == "nothing" else History(settings)


def archive_of(history: History | None) -> Archive:
    """Where conversations are written down, if anywhere."""
    return history.archive if history else NoArchive()


def account_of(history: History | None) -> dict[str, Provider]:
    """What tells whether history can be written, by its part; nothing where none is."""
    # Providers know Pipecat, which `repartee history` need not wait for.
    from repartee.history.account import HistoryAccount

    return {"history": HistoryAccount(history.store.database)} if history else {}


def store_of(settings: Settings, *, server: str | None = None) -> HistoryStore:
    """Make the store that the settings name, without I/O.

    Args:
        settings: Where it is.
        server: Which running server writes; None for a command.

    Raises:
        SettingsError: For a DATABASE_URL that cannot be used.
    """
    url = settings.database_url.get_secret_value()
    try:
        return HistoryStore(url, settings.data_dir, server=server, redactor=make_redactor(settings))
    except HistoryError as error:
        raise SettingsError(str(error)) from error
