from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_LOOK_SECS = 0.1
_WINDOW_SECS = 60.0


@dataclass(frozen=True, slots=True)
class Lag:
    """How late the event loop was to do what was due, in seconds, over the last minute.

    Attributes:
        median: Of all looks.
        p95: One look in twenty was later.
        longest: Of all looks.
    """

    median: float = 0.0
    p95: float = 0.0
    longest: float = 0.0


class LagWindow:
    """Remembers how late the event loop was, for a minute."""

    def __init__(self) -> None:
        """Begin with a loop that was never late."""
        self._late: deque[tuple[float, float]] = deque()

    def note(self, now: float, late_secs: float) -> None:
        """Note one look.

        Args:
            now: The time in seconds, of any clock that never goes back.
            late_secs: How much later it came than it was due.
        """
        self._late.append((now, max(0.0, late_secs)))
        self._forget(now)

    def lag(self, now: float) -> Lag:
        """How late the loop was in the last minute.

        Args:
            now: By the same clock.
        """
        self._forget(now)
        late = sorted(secs for _, secs in self._late)
        if not late:
            return Lag()
        return Lag(late[len(late) // 2], late[min(len(late) - 1, len(late) * 95 // 100)], late[-1])

    def _forget(self, now: float) -> None:
        while self._late and self._late[0][0] < now - _WINDOW_SECS:
            self._late.popleft()


class LoopLag:
    """Looks ten times a second how late the event loop is.

    All callers of a server share one loop: whoever holds it up delays everybody's sound. It is the
    first figure to look at where calls stutter.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to look when `start` is called.

        Args:
            clock: Seconds.
        """
        self._clock = clock
        self._window = LagWindow()
        self._looking: asyncio.Task[None] | None = None

    @property
    def lag(self) -> Lag:
        """How late the loop was in the last minute."""
        return self._window.lag(self._clock())

    def start(self) -> None:
        """Look from now on, at the running loop."""
        self._looking = asyncio.create_task(self._look(), name="loop lag")

    def stop(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()

    async def _look(self) -> None:
        while True:
            asked_at = self._clock()
            await asyncio.sleep(_LOOK_SECS)
            now = self._clock()
            self._window.note(now, now - asked_at - _LOOK_SECS)
