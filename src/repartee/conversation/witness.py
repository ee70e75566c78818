from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from loguru import logger

from repartee.conversation.chronicle import Archive, Chronicle, NoChronicle
from repartee.conversation.events import AgentTurn, Event
from repartee.conversation.sitting import SittingClock

_OPEN_SECS = 2.0
_SETTLE_SECS = 0.5
_CLOSE_SECS = 5.0
_MOST_EARLY = 1000


class Witness:
    """Writes down what happens in one sitting, and sees that finished turns are safe.

    Nothing here makes the talk fail: what cannot be written is lost, and somebody is told once.
    """

    def __init__(
        self,
        conversation_id: str,
        clock: SittingClock,
        on_failure: Callable[[], None],
        on_event: Callable[[Event], None] = lambda _: None,
    ) -> None:
        """Begin with nothing to write to; what is noted waits.

        Args:
            conversation_id: Of what.
            clock: The sitting's.
            on_failure: Told once if a turn is not safe in time.
            on_event: Shown all that is noted.
        """
        self.clock = clock
        self._id = conversation_id
        self._on_failure = on_failure
        self._on_event = on_event
        self._chronicle: Chronicle | None = None
        self._early: list[Event] = []
        self._settling: asyncio.Task[None] | None = None
        self._unsettled = False
        self._failed = False

    async def open(self, archive: Archive) -> None:
        """Find out where to write; in vain, nothing is written."""
        chronicle: Chronicle = NoChronicle()
        try:
            async with asyncio.timeout(_OPEN_SECS):
                chronicle = await archive.chronicle(self._id)
        except Exception as error:  # noqa: BLE001 - whatever an archive raises, the talk goes on
            self._tell(f"{type(error).__name__}: {error}")
        early, self._early = self._early, []
        self._chronicle = chronicle
        for event in early:
            self._write(event)

    def note(self, event: Event) -> None:
        """Write something down; returns at once and never raises."""
        self._on_event(event)
        self._write(event)

    def _write(self, event: Event) -> None:
        if self._chronicle is None:
            if len(self._early) < _MOST_EARLY:
                self._early.append(event)
            return
        self._chronicle.note(event)
        if isinstance(event, AgentTurn):
            self._settle()

    def note_all(self, events: Iterable[Event]) -> None:
        """Write several things down, in their order."""
        for event in events:
            self.note(event)

    async def settled(self) -> None:
        """Wait, within bounds, until the turns that are finished survive the server's end.

        They mostly do long before the next turn ends, and then this takes no time.
        """
        settling = self._settling
        if settling is None or settling.done():
            return
        await asyncio.wait({settling}, timeout=_SETTLE_SECS)
        if not settling.done():
            self._tell(f"a turn was not written within {_SETTLE_SECS} s")

    async def close(self) -> None:
        """Write the last, and let go, within bounds."""
        chronicle, self._chronicle = self._chronicle, NoChronicle()
        if chronicle is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_SECS):
                await chronicle.close()
        except Exception as error:  # noqa: BLE001 - as above
            self._tell(f"{type(error).__name__}: {error}")
        if self._settling is not None:
            self._settling.cancel()

    def _settle(self) -> None:
        self._unsettled = True
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._make_durable(), name=f"notes of {self._id}")

    async def _make_durable(self) -> None:
        try:
            while self._unsettled and self._chronicle is not None:
                self._unsettled = False
                await self._chronicle.durable()
        except Exception as error:  # noqa: BLE001 - as above
            self._tell(f"{type(error).__name__}: {error}")

    def _tell(self, why: str) -> None:
        """Say it once, and not with every word."""
        if self._failed:
            return
        self._failed = True
        logger.bind(session=self._id).error(
            "What is said cannot be written down in time: {}. The talk goes on. Look whether the "
            "database of DATABASE_URL, or DATA_DIR, can be written.",
            why,
        )
        self._on_failure()
