"""One task a name, each with what is left for it to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Workers(Generic[T]):
    """Does things side by side for different names, and one after another for each name."""

    def __init__(self, do: Callable[[T], Awaitable[None]]) -> None:
        """Begin without workers.

        Args:
            do: Does one thing. What it raises ends the worker, and the rest is left undone.
        """
        self._do = do
        self._queues: dict[str, asyncio.Queue[T]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def give(self, name: str, thing: T) -> None:
        """Have a thing done after those that were given for the same name.

        Args:
            name: Whose.
            thing: What is to be done.
        """
        if name not in self._queues:
            self._queues[name] = asyncio.Queue()
            self._tasks[name] = asyncio.create_task(self._work(name), name=f"stand-in's {name}")
        self._queues[name].put_nowait(thing)

    def stop(self, name: str) -> None:
        """Leave what is left for a name undone; harmless if there is nothing."""
        self._queues.pop(name, None)
        if task := self._tasks.pop(name, None):
            task.cancel()

    async def close(self) -> None:
        """Leave everything undone."""
        tasks = list(self._tasks.values())
        for name in list(self._tasks):
            self.stop(name)
        if tasks:
            await asyncio.wait(tasks)

    async def _work(self, name: str) -> None:
        queue = self._queues[name]
        while self._queues.get(name) is queue:
            await self._do(await queue.get())
