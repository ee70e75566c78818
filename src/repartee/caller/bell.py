from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

_LOOK_ANYWAY_SECONDS = 0.1


class Bell:
    """Wakes who waits for something to become true.

    Conditions that come true as time passes need no ring: they are looked at ten times a second.
    """

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Have the conditions waited for looked at again."""
        self._rung.set()

    async def until(self, condition: Callable[[], bool], timeout_seconds: float) -> bool:
        """Wait for the condition, and return whether it came true in time."""
        deadline = time.monotonic() + timeout_seconds
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            await self._ring_within(min(left, _LOOK_ANYWAY_SECONDS))
        return True

    async def _ring_within(self, seconds: float) -> None:
        self._rung.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return
