from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Writing:
    """What a model writes beside the talk, and leaves off when an answer is wanted."""

    _task: asyncio.Task[str] | None = None

    async def run(self, work: Coroutine[Any, Any, str]) -> str:
        """Write, unless it has to give way.

        Args:
            work: Writes, and returns what was written.

        Returns:
            Empty if it gave way.

        Raises:
            Exception: Whatever the work raises.
        """
        task = self._task = asyncio.ensure_future(work)
        try:
            return await task
        except asyncio.CancelledError:
            own = asyncio.current_task()
            if own is not None and own.cancelling():
                raise
            return ""
        finally:
            task.cancel()
            self._task = None

    def give_way(self) -> None:
        """Leave off what is being written, if anything is."""
        if self._task is not None:
            self._task.cancel()
