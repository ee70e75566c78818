from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

_TICK_SECS = 0.01


@dataclass
class LoopLag:
    """How long the event loop stood still."""

    worst_secs: float = 0.0
    total_secs: float = 0.0
    """How long it was watched."""

    @property
    def was_held_up(self) -> bool:
        """Whether most of the time went by in one piece; on a busy machine all takes longer."""
        return self.worst_secs > max(0.25, self.total_secs / 2)


@contextlib.asynccontextmanager
async def loop_lag() -> AsyncIterator[LoopLag]:
    """Measure, by a tick of 10 ms, how late the loop ever is."""
    lag = LoopLag()
    start = time.perf_counter()

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK_SECS)
            lag.worst_secs = max(lag.worst_secs, time.perf_counter() - began - _TICK_SECS)

    ticking = asyncio.create_task(tick())
    try:
        yield lag
    finally:
        lag.total_secs = time.perf_counter() - start
        ticking.cancel()
