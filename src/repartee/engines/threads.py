from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class SideThreads:
    """Threads for what blocks or computes for long, apart from the event loop's own.

    Those encode the calls' sound, which must not wait behind a disk.
    """

    def __init__(self, name: str, threads: int = 2) -> None:
        """Make none yet: all of them start when the first is needed.

        Args:
            name: Prefix of their names.
            threads: How many there will be.
        """
        self._name = name
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something without holding up the loop.

        Args:
            work: What to do.
            *args: For it.
            **kwargs: For it.

        Returns:
            Its result.
        """
        if self._pool is None:
            self._pool = prestarted_executor(self._threads, self._name)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))

    def close(self) -> None:
        """Wait for nothing: what runs ends on its own, what has not begun does not."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def prestarted_executor(threads: int, name: str) -> ThreadPoolExecutor:
    """Make a pool whose threads all run already.

    The standard pool adds threads one by one under load, which on a graph looks just like a leak
    and costs the unlucky caller a thread's start in mid-speech.

    Args:
        threads: How many, for good.
        name: Prefix of their names.

    Returns:
        The pool; whoever asked for it shuts it down.
    """
    executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
    all_here = threading.Barrier(threads + 1)
    for _ in range(threads):
        executor.submit(all_here.wait)
    all_here.wait()
    return executor
