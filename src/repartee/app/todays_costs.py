from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from loguru import logger

from repartee.conversation.budget import Purse, today
from repartee.history.errors import HistoryError

_LOOK_SECS = 10.0


class TodaysCosts:
    """Lets a server know what was spent today: before it was started, and by other servers.

    The database has the sum by day under an index of its own, so that looking it up reads a few
    rows, however long the history is.
    """

    def __init__(self, purse: Purse, spent_today: Callable[[], Awaitable[float]]) -> None:
        """Look nothing up yet.

        Args:
            purse: Is told.
            spent_today: Asks the database, in US dollars; may raise `HistoryError`.
        """
        self._purse = purse
        self._spent_today = spent_today
        self._is_known = True
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Look it up, and go on to do so where there is a budget."""
        await self.look()
        if self._purse.day_usd:
            self._task = asyncio.create_task(self._keep_looking(), name="today's costs")

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Look it up once; a database that is away is told once, and nothing is forgotten."""
        day = today()
        try:
            self._purse.know(await self._spent_today(), day)
        except HistoryError as error:
            if self._is_known and self._purse.day_usd:
                logger.warning("Of today's costs, only this server's own are known now. {}", error)
            self._is_known = False
        else:
            self._is_known = True

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECS)
            await self.look()
