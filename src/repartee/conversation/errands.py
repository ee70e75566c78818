from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from loguru import logger


class Errands:
    """Work that goes on beside one conversation; whatever fails in it is logged, not raised."""

    def __init__(self, session_id: str) -> None:
        """Begin with none.

        Args:
            session_id: For logs.
        """
        self._session_id = session_id
        self._awaited: set[asyncio.Task[None]] = set()
        self._small: set[asyncio.Task[None]] = set()

    @property
    def awaited(self) -> bool:
        """Whether something goes on that a caller will want to hear of."""
        return bool(self._awaited)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Begin work that a caller waits for, such as a timer.

        Args:
            work: The work.
            name: What a log calls it.
        """
        self._begin(self._awaited, work, name)

    def fire(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Begin work that nobody need stay for.

        Args:
            work: The work.
            name: What a log calls it.
        """
        self._begin(self._small, work, name)

    async def cancel(self) -> None:
        """End all of it."""
        tasks = [*self._awaited, *self._small]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(
        self, tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None], name: str
    ) -> None:
        task = asyncio.create_task(self._guarded(work, name), name=f"{name} of {self._session_id}")
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None], name: str) -> None:
        try:
            await work
        except Exception:  # noqa: BLE001 - what fails beside the talk must not end it
            logger.bind(session=self._session_id).exception("{} failed", name.capitalize())
