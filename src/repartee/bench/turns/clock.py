"""A clock that goes on only when everybody waits: minutes of talk in seconds, to the same end."""

from __future__ import annotations

import asyncio
import functools
import selectors
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")

_NOTHING: Mapping[str, float] = MappingProxyType({})


class NothingHappensError(Exception):
    """Everybody waits for something that no time brings."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is a number.

    Whoever sleeps sleeps no time at all, and yet wakes at the right time of this clock. What an
    executor is asked for is done at once, on the loop, and takes as long as `costs` says.

    Args:
        costs: How long functions take in an executor, in seconds by their names; others take none.
    """

    def __init__(self, costs: Mapping[str, float] = _NOTHING) -> None:
        self.now = 0.0
        self._costs = costs
        super().__init__(_SkippingSelector(self))

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self.now

    def run_in_executor(  # type: ignore[override]
        self,
        executor: Executor | None,  # noqa: ARG002
        func: Callable[..., T],
        *args: Any,
    ) -> asyncio.Future[T]:
        """Do something now, and tell of it when it would have been done."""
        future: asyncio.Future[T] = self.create_future()
        result = func(*args)
        self.call_later(self._costs.get(_name(func), 0.0), _tell, future, result)
        return future


class _SkippingSelector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise NothingHappensError("nobody waits for any time to come")
        if timeout > 0:
            self._loop.now += timeout
        return super().select(0)


def _name(func: Callable[..., object]) -> str:
    # `asyncio.to_thread` wraps what it is given in a context, and that in a partial.
    if isinstance(func, functools.partial):
        return _name(func.args[0]) if func.args else _name(func.func)
    return getattr(func, "__name__", "")


def _tell(future: asyncio.Future[T], result: T) -> None:
    if not future.done():
        future.set_result(result)


def take_over_time(loop: VirtualLoop) -> None:
    """Have this whole process go by a loop's time; for processes that do nothing else.

    It must come before what reads the time is imported: dataclasses keep `time.time` itself.
    """
    begun = time.time()
    time.monotonic = lambda: loop.now
    time.perf_counter = lambda: loop.now
    time.time = lambda: begun + loop.now
