from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Not the loop's own pool: that encodes the calls' sound.
_POOL = ThreadPoolExecutor(2, "export")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do what reads files or computes for long, without holding up the loop.

    Args:
        work: What to do.
        *args: For it.
        **kwargs: For it.

    Returns:
        Its result.
    """
    return await asyncio.get_running_loop().run_in_executor(_POOL, lambda: work(*args, **kwargs))
