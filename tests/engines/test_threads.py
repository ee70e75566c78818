"""Threads beside the loop's own: all start at the first use, and no more than were asked for."""

from __future__ import annotations

import threading

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
