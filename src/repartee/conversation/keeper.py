from __future__ import annotations

import asyncio
from collections.abc import Callable

from loguru import logger

from repartee.conversation.snapshot import Shelf, Snapshot

_LAST_WRITE_SECS = 5.0


class Keeper:
    """Keeps the newest state of one conversation, beside the talk.

    Writes follow each other; states that come while one is written count as one.
    """

    def __init__(self, shelf: Shelf, snapshot: Callable[[], Snapshot]) -> None:
        """Begin with nothing to keep.

        Args:
            shelf: Where to.
            snapshot: Takes the present state.
        """
        self._shelf = shelf
        self._snapshot = snapshot
        self._changed = False
        self._writing: asyncio.Task[None] | None = None

    def note_change(self) -> None:
        """There is something new to keep; returns at once."""
        self._changed = True
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def finish(self) -> None:
        """Wait, within bounds, until all is kept."""
        if self._writing is not None:
            await asyncio.wait({self._writing}, timeout=_LAST_WRITE_SECS)

    async def _write(self) -> None:
        while self._changed:
            self._changed = False
            try:
                await self._shelf.keep(self._snapshot())
            except OSError as error:
                logger.error("A conversation could not be kept, so it cannot be resumed: {}", error)
            except Exception:
                # The next state may be one that can be.
                logger.exception("A conversation could not be kept, so it cannot be resumed")
