from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from loguru import logger

from repartee.history.errors import HistoryError
from repartee.history.forgetting import Forgetting
from repartee.history.reading import all_conversations
from repartee.history.recording.storage import StorageError
from repartee.history.recording.strays import StrayRecordings
from repartee.history.store import HistoryStore

_SWEEP_SECS = 3600.0


class Keeping:
    """Forgets what is over its time, at the start and every hour, beside the talk."""

    def __init__(
        self,
        store: HistoryStore,
        forgetting: Forgetting,
        keep_days: float,
        goes_on: Callable[[str], bool] = lambda _: False,
        strays: StrayRecordings | None = None,
    ) -> None:
        """Keep for now.

        Args:
            store: Has the conversations.
            forgetting: Removes them.
            keep_days: Days after its last word in which one is kept; 0 for ever.
            goes_on: Whether a conversation is being held now.
            strays: Recordings that no conversation knows; None where there are none to look for.
        """
        self._store = store
        self._forgetting = forgetting
        self._keep_days = keep_days
        self._goes_on = goes_on
        self._strays = strays
        self._sweeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look for what is too old."""
        self._sweeping = asyncio.create_task(self._sweep_on(), name="forgetting what is old")

    async def close(self) -> None:
        """Stop looking."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._sweeping

    async def forget_old(self, now: datetime) -> int:
        """Forget what is too old.

        Args:
            now: The time, aware.

        Returns:
            How many conversations that were.

        Raises:
            HistoryError: If they cannot be removed.
        """
        if not self._keep_days:
            return 0
        limit = now - timedelta(days=self._keep_days)
        old = await all_conversations(self._store, before=limit)
        return await self._forgetting.forget_all([each for each in old if not self._goes_on(each)])

    async def erase_owed(self) -> None:
        """Leave no trace of facts that were removed since the last time.

        Raises:
            HistoryError: If the database is away.
        """
        if self._store.database.erasing.is_owed:
            await self._store.database.erasing.erase()

    async def _sweep_on(self) -> None:
        while True:
            try:
                gone = await self.forget_old(datetime.now(UTC))
                await self.erase_owed()
                if self._strays is not None:
                    await self._strays.clear(datetime.now(UTC))
            except (HistoryError, StorageError) as error:
                logger.warning("Old conversations are not forgotten: {}", error)
            else:
                if gone:
                    logger.info("{} conversations were forgotten: their time was over", gone)
            await asyncio.sleep(_SWEEP_SECS)
