from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
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
        return await asyncio.wrap_future(self._begun(work, *args, **kwargs))

    async def run_to_end(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something that must not go on behind the back of whoever cancelled it.

        A thread cannot be stopped: what writes a file would write on after its lock was let go.

        Args:
            work: What to do.
            *args: For it.
            **kwargs: For it.

        Returns:
            Its result.

        Raises:
            asyncio.CancelledError: Once it has ended, or if it had not begun.
        """
        begun = self._begun(work, *args, **kwargs)
        ended = asyncio.wrap_future(begun)
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            if not begun.cancel():
                await asyncio.wait([ended])
            raise

    def _begun(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self._pool is None:
            self._pool = prestarted_executor(self._threads, self._name)
        return self._pool.submit(work, *args, **kwargs)

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
