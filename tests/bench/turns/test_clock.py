from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from repartee.bench.turns.clock import NothingHappensError, VirtualLoop


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    loop = VirtualLoop({"work": 0.5})
    yield loop
    loop.close()


def test_sleep_takes_its_time_on_this_clock_and_none_on_the_wall(loop: VirtualLoop) -> None:
    begun = time.monotonic()
    loop.run_until_complete(asyncio.sleep(3600))
    assert loop.time() == pytest.approx(3600)
    assert time.monotonic() - begun < 60


def test_sleepers_wake_in_the_order_of_their_times(loop: VirtualLoop) -> None:
    woken: list[float] = []

    async def sleeper(secs: float) -> None:
        await asyncio.sleep(secs)
        woken.append(secs)

    async def everybody() -> None:
        await asyncio.gather(*(sleeper(secs) for secs in (3, 1, 2)))

    loop.run_until_complete(everybody())
    assert woken == [1, 2, 3]


def test_what_an_executor_does_takes_as_long_as_was_said(loop: VirtualLoop) -> None:
    def work(left: int, right: int) -> int:
        return left + right

    async def asked() -> int:
        return await asyncio.get_running_loop().run_in_executor(None, work, 2, 3)

    assert loop.run_until_complete(asked()) == 5
    assert loop.time() == pytest.approx(0.5)


def test_what_a_thread_does_takes_as_long_too(loop: VirtualLoop) -> None:
    def work() -> str:
        return "done"

    assert loop.run_until_complete(asyncio.to_thread(work)) == "done"
    assert loop.time() == pytest.approx(0.5)


def test_waiting_for_what_never_comes_is_told(loop: VirtualLoop) -> None:
    with pytest.raises(NothingHappensError):
        loop.run_until_complete(loop.create_future())
