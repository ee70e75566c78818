"""Threads beside the loop's own: all start at the first use, and no more than were asked for."""

from __future__ import annotations

import asyncio
import threading

import pytest

from repartee.engines.threads import SideThreads


def _named(prefix: str) -> int:
    return sum(each.name.startswith(prefix) for each in threading.enumerate())


async def test_all_threads_start_with_the_first_work_and_end_when_closed() -> None:
    threads = SideThreads("aside-under-test", 3)
    assert _named("aside-under-test") == 0
    assert await threads.run(lambda: 6 * 7) == 42
    assert _named("aside-under-test") == 3
    before = [each for each in threading.enumerate() if each.name.startswith("aside-under-test")]
    threads.close()
    for each in before:
        each.join(60)
    assert _named("aside-under-test") == 0


async def test_threads_that_were_never_needed_can_be_closed() -> None:
    SideThreads("never-needed").close()
    assert _named("never-needed") == 0


async def test_who_cancels_what_runs_to_its_end_goes_on_behind_it() -> None:
    threads = SideThreads("to-the-end", 1)
    begun, let_go, written = threading.Event(), threading.Event(), list[str]()

    def write() -> None:
        begun.set()
        let_go.wait(60)
        written.append("the last word")

    work = asyncio.create_task(threads.run_to_end(write))
    await _is_set(begun)
    queued = asyncio.create_task(threads.run_to_end(written.append, "never"))
    await asyncio.sleep(0)
    for each in (work, queued):
        each.cancel()
    with pytest.raises(asyncio.CancelledError):
        await queued
    assert not work.done()
    let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert written == ["the last word"]
    threads.close()


async def test_what_runs_to_its_end_gives_results_and_errors() -> None:
    threads = SideThreads("to-the-end", 1)
    assert await threads.run_to_end(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await threads.run_to_end(divmod, 7, 0)
    threads.close()


async def _is_set(event: threading.Event) -> None:
    async with asyncio.timeout(60):
        while not event.is_set():
            await asyncio.sleep(0.01)
