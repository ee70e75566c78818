"""What a server tells its caller, one event after another, to be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

Event = dict[str, Any]


class EventLog:
    """Keeps every event, and remembers up to which one somebody has looked."""

    def __init__(self, patience_secs: float, told: Callable[[Event], str] = str) -> None:
        """Begin with none.

        Args:
            patience_secs: How long to wait for anything.
            told: An event in the words of an error; empty to leave it out.
        """
        self.events: list[Event] = []
        self.closed = asyncio.Event()
        self._patience_secs = patience_secs
        self._told = told
        self._seen = 0
        self._code: int | None = None
        self._news = asyncio.Condition()

    async def add(self, event: Event) -> None:
        """Something was told."""
        self.events.append(event)
        await self.look_again()

    async def close(self, code: int | None = None) -> None:
        """Nothing comes any more, for the reason that a WebSocket's close code tells."""
        self._code = code
        self.closed.set()
        await self.look_again()

    async def look_again(self) -> None:
        """What `until` waits for may be so now."""
        async with self._news:
            self._news.notify_all()

    async def next(self, kind: str, matches: Callable[[Event], bool] = lambda _: True) -> Event:
        """The next such event; whatever comes before it is passed over.

        Raises:
            AssertionError: None came in time, or none can come any more.
        """
        begun = self._seen
        try:
            async with asyncio.timeout(self._patience_secs), self._news:
                while True:
                    while self._seen < len(self.events):
                        event = self.events[self._seen]
                        self._seen += 1
                        if event["type"] == kind and matches(event):
                            return event
                    if self.closed.is_set():
                        break
                    await self._news.wait()
        except TimeoutError:
            pass
        how = f"closed ({self._code}) without" if self.closed.is_set() else "no such"
        came = list(filter(None, map(self._told, self.events[begun:])))
        raise AssertionError(f"{how} {kind}, but {came}")

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something that news may bring about.

        Raises:
            TimeoutError: It did not.
        """
        async with asyncio.timeout(self._patience_secs), self._news:
            await self._news.wait_for(is_so)
