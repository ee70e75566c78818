from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor


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
