from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from repartee.conversation.snapshot import Snapshot

_MOST = 200
"""A long conversation takes about 1 MB."""


class MemoryShelf:
    """Keeps conversations of which nothing may be on a disk; a restart forgets them."""

    def __init__(self, keep_secs: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing.

        Args:
            keep_secs: How long a conversation is kept after its last word.
            clock: Seconds that only grow.
        """
        self._keep_secs = keep_secs
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Snapshot]] = OrderedDict()

    async def open(self) -> None:
        """There is nothing to look at."""

    async def keep(self, snapshot: Snapshot) -> None:
        """Keep the newest state; the oldest conversation gives way where there are too many."""
        self._kept[snapshot.conversation_id] = (self._clock(), snapshot)
        self._kept.move_to_end(snapshot.conversation_id)
        self._tidy()

    async def find(self, conversation_id: str) -> Snapshot | None:
        """What is kept of a conversation, None for nothing."""
        self._tidy()
        _, snapshot = self._kept.get(conversation_id, (0.0, None))
        return snapshot

    async def forget(self, conversation_id: str) -> None:
        """Let go of a conversation."""
        self._kept.pop(conversation_id, None)

    async def forget_all(self) -> None:
        """Let go of everything."""
        self._kept.clear()

    def _tidy(self) -> None:
        limit = self._clock() - self._keep_secs
        while self._kept:
            kept_at, _ = next(iter(self._kept.values()))
            if kept_at >= limit and len(self._kept) <= _MOST:
                return
            self._kept.popitem(last=False)
