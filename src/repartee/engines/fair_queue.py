from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class QueueFullError(Exception):
    """Too much is waiting already."""


class FairQueue(Generic[T]):
    """What waits for a model, taken in turns: one piece of each session, round after round.

        session A: a1 a2 a3 ┐
        session B: b1       ├──▶  a1 b1 c1 a2 c2 a3
        session C: c1 c2    ┘

    A session with a long answer therefore delays another one by a single piece. It is no more than
    a data structure: whoever shares it between threads holds a lock.
    """

    def __init__(self, *, most: int, most_per_key: int) -> None:
        """Make an empty queue.

        Args:
            most: How many pieces may wait in all.
            most_per_key: How many pieces of one session may wait.
        """
        self._most = most
        self._most_per_key = most_per_key
        # The first key is the one whose turn it is.
        self._waiting: OrderedDict[Hashable, deque[T]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, key: Hashable, item: T) -> None:
        """Queue a piece behind the others of its session.

        Args:
            key: The session.
            item: The piece.

        Raises:
            QueueFullError: If too many wait already, of all or of this session.
        """
        ahead = self._waiting.get(key)
        if self._count >= self._most:
            raise QueueFullError(f"{self._count} pieces are waiting already")
        if ahead is not None and len(ahead) >= self._most_per_key:
            raise QueueFullError(f"{len(ahead)} pieces of this session are waiting already")
        self._waiting.setdefault(key, deque()).append(item)
        self._count += 1

    def take(self) -> T | None:
        """Take the next piece, or None where nothing waits."""
        if not self._waiting:
            return None
        key, items = next(iter(self._waiting.items()))
        item = items.popleft()
        self._count -= 1
        if items:
            self._waiting.move_to_end(key)
        else:
            del self._waiting[key]
        return item

    def remove(self, key: Hashable, item: T) -> bool:
        """Take a piece out before its turn.

        Args:
            key: The session.
            item: The piece.

        Returns:
            Whether it was still waiting.
        """
        items = self._waiting.get(key)
        if items is None or item not in items:
            return False
        items.remove(item)
        self._count -= 1
        if not items:
            del self._waiting[key]
        return True
