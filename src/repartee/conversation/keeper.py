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

    def __init__(
        self, shelf: Shelf, snapshot: Callable[[], Snapshot], on_failure: Callable[[], None]
    ) -> None:
        """Begin with nothing to keep.

        Args:
            shelf: Where to.
            snapshot: Takes the present state.
            on_failure: Told once if it cannot be kept.
        """
        self._shelf = shelf
        self._snapshot = snapshot
        self._on_failure = on_failure
        self._failed = False
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
                self._failed = False
            except OSError as error:
                self._tell(error.strerror or str(error))
            except Exception as error:  # noqa: BLE001 - the next state may be one that can be
                self._tell(f"{type(error).__name__}: {error}")

    def _tell(self, why: str) -> None:
        """Say once that nothing is kept, and not with every word."""
        if self._failed:
            return
        self._failed = True
        logger.error(
            "A conversation could not be kept in DATA_DIR, so it cannot be taken up again: {}. "
            "Make room there, or make it writable.",
            why,
        )
        self._on_failure()
