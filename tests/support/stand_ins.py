"""All stand-ins in a thread of their own, to slow down neither the test nor the server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from repartee.simulator.delays import DelayChoice
from repartee.simulator.faults import parse_fault
from repartee.simulator.simulator import Simulator
from tests.support import learnt

_START_SECS = 60


class StandIns:
    """What a test may do with them from outside."""

    def __init__(self, simulator: Simulator, loop: asyncio.AbstractEventLoop) -> None:
        self._simulator = simulator
        self._loop = loop

    @property
    def environment(self) -> dict[str, str]:
        return self._simulator.environment()

    def arm(self, fault: str) -> None:
        """Let something go wrong from now on, such as `cartesia:drop@1s`."""
        vendor, parsed = parse_fault(fault)
        self._call(lambda: self._simulator.arm(vendor, parsed))

    def clear(self, vendor: str) -> None:
        """Let everything go well again."""
        self._call(self._simulator.standin(vendor).faults.clear)

    def armed(self, vendor: str) -> int:
        """How many faults wait for a request to meet."""
        return len(self._simulator.standin(vendor).faults.armed)

    def calls(self) -> dict[str, int]:
        """How many requests each vendor got since this was asked last."""
        counts = self._simulator.journal.counts()
        self._call(self._simulator.journal.clear)
        return counts

    def _call(self, work: object) -> None:
        done: Future[None] = Future()

        def run() -> None:
            work()  # type: ignore[operator]
            done.set_result(None)

        self._loop.call_soon_threadsafe(run)
        done.result(10)


@contextmanager
def standing_in(cache: Path, delays: DelayChoice | None = None) -> Iterator[StandIns]:
    """Run the stand-ins until the block is left."""
    learnt.hand_out(cache)
    started: Future[StandIns] = Future()
    stop: list[asyncio.Event] = []

    async def stand_in() -> None:
        async with Simulator(cache_dir=cache, delays=delays) as simulator:
            stop.append(asyncio.Event())
            started.set_result(StandIns(simulator, asyncio.get_running_loop()))
            await stop[0].wait()

    def run() -> None:
        try:
            asyncio.run(stand_in())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run, name="stand-ins")
    thread.start()
    stand_ins = started.result(_START_SECS)
    learnt.take_in(cache)
    try:
        yield stand_ins
    finally:
        stand_ins._loop.call_soon_threadsafe(stop[0].set)
        thread.join(30)
