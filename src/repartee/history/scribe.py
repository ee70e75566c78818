from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from itertools import islice, takewhile

from loguru import logger

from repartee.conversation.events import Event, Failed, SessionStarted
from repartee.history.errors import (
    ForgottenError,
    HistoryError,
    NumberTakenError,
    UnfitEventError,
)
from repartee.history.lost import end_lost
from repartee.history.outage import Outage
from repartee.history.records import NumberedEvent
from repartee.history.store import HistoryStore

_BATCH = 500
_MOST_WAITING = 10_000
"""About 10 MB of a long conversation: hours of an outage."""
_FIRST_PAUSE_SECS = 0.1
_LONGEST_PAUSE_SECS = 10.0


class Scribe:
    """Writes one conversation's events in their order, whatever waits in one transaction.

    ```
    noted ──▶ waiting ──▶ batch ──▶ written
                            ▲  │ the database is away: again, after a pause
                            └──┘
    ```
    """

    def __init__(self, conversation_id: str, store: HistoryStore, outage: Outage) -> None:
        """Write nothing yet.

        Args:
            conversation_id: Whose events these are.
            store: Where they are written.
            outage: Of the store.
        """
        self.hands = 0
        """How many chronicles write by it."""
        self._conversation_id = conversation_id
        self._store = store
        self._outage = outage
        self._waiting: deque[Event] = deque()
        self._dropped = 0
        # None until the database has told what it has already.
        self._next: int | None = None
        # What is still told of a sitting that was forgotten must not come back.
        self._is_forgotten = False
        # How many were ever noted, and how many of these are done with.
        self._noted = 0
        self._done = 0
        self._progress = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many events are not written yet."""
        return len(self._waiting)

    def note(self, event: Event) -> None:
        """Write an event down, soon."""
        if len(self._waiting) >= _MOST_WAITING:
            self._drop()
            return
        if self._dropped:
            what = f"{self._dropped} events are missing here: the database was away for too long."
            self._add(Failed(part="history", what=what))
            self._dropped = 0
        self._add(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_all())

    async def durable(self, secs: float) -> None:
        """Wait until all that was noted is written, the database turns out to be away, or too long.

        Args:
            secs: How long that is.
        """
        target = self._noted
        with suppress(TimeoutError):
            async with asyncio.timeout(secs), self._progress:
                await self._progress.wait_for(lambda: self._done >= target or self._outage.goes_on)

    async def finish(self, secs: float) -> None:
        """Wait until all is written, or too long; then stop trying.

        Args:
            secs: How long that is.
        """
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=secs)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def forget(self) -> None:
        """Write nothing of what waits: the conversation is being forgotten."""
        await self.finish(0)
        self._waiting.clear()
        self._done = self._noted
        self._next = None
        await self._tell()

    def _add(self, event: Event) -> None:
        self._waiting.append(event)
        self._noted += 1

    def _drop(self) -> None:
        if not self._dropped:
            logger.error(
                "History was away for too long: {} events of a conversation wait, and no more are "
                "kept until it is back.",
                len(self._waiting),
            )
        self._dropped += 1

    async def _write_all(self) -> None:
        while self._waiting:
            batch = self._batch()
            await self._insist(batch)
            for _ in batch:
                self._waiting.popleft()
            self._done += len(batch)
            await self._tell()

    def _batch(self) -> list[Event]:
        """What waits of one sitting; of the next one its beginning comes first."""
        first, *more = islice(self._waiting, _BATCH)
        return [first, *takewhile(lambda each: not isinstance(each, SessionStarted), more)]

    async def _insist(self, batch: list[Event]) -> None:
        pause = _FIRST_PAUSE_SECS
        while not await self._try(batch):
            await self._tell()
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECS)

    async def _try(self, batch: list[Event]) -> bool:
        """Whether the batch is done with."""
        begins = isinstance(batch[0], SessionStarted)
        if self._is_forgotten and not begins:
            return True
        self._is_forgotten = False
        try:
            await self._append(batch)
        except NumberTakenError:
            # A server that took the conversation over has written meanwhile: go on after it.
            self._next = None
            return False
        except ForgottenError:
            # A sitting that begins is the first of another conversation.
            self._next, self._is_forgotten = None, not begins
            logger.info("A conversation was forgotten; what was still told of it is not written.")
            return not begins
        except UnfitEventError as error:
            await self._append_each(batch, error)
        except HistoryError as error:
            self._outage.begin(error)
            return False
        self._outage.end()
        return True

    async def _append(self, batch: list[Event]) -> None:
        if self._next is None:
            self._next = await self._take_up(batch[0])
        numbered = [NumberedEvent(self._next + each, event) for each, event in enumerate(batch)]
        await self._store.append(self._conversation_id, numbered)
        self._next += len(batch)

    async def _append_each(self, batch: list[Event], error: UnfitEventError) -> None:
        """One bad event must not take the others with it."""
        if len(batch) == 1:
            logger.error("An event of kind {} is not kept. {}", batch[0].kind, error)
            return
        for event in batch:
            await self._insist([event])

    async def _take_up(self, first: Event) -> int:
        if isinstance(first, SessionStarted):
            await end_lost(self._store, self._conversation_id)
        return await self._store.last_number(self._conversation_id) + 1

    async def _tell(self) -> None:
        async with self._progress:
            self._progress.notify_all()
