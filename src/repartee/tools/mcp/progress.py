"""How far a tool is, told to whoever watches it; no I/O."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from repartee.tools.host import ToolHost

_EVERY_SECS = 0.5
"""A server may tell of every file of thousands; nobody reads faster."""
_LONGEST_NOTE = 200


@dataclass(frozen=True)
class Progress:
    """How far a call is, as its server tells."""

    done: float
    total: float | None = None
    """Of how much; None where nobody knows."""
    note: str = ""


OnProgress = Callable[[Progress], None]


def unwatched(_progress: Progress) -> None:
    """Nobody wants to know."""


class ProgressTeller:
    """Tells the pages of one conversation how far one call is, twice a second at most."""

    def __init__(
        self,
        host: ToolHost,
        tool: str,
        call_id: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Have told nothing yet.

        Args:
            host: The conversation.
            tool: What brains call the tool.
            call_id: Which call of it.
            clock: The time in seconds.
        """
        self._host = host
        self._tool = tool
        self._call_id = call_id
        self._clock = clock
        self._next_at = 0.0

    def __call__(self, progress: Progress) -> None:
        """Tell it, unless something was told just now."""
        now = self._clock()
        if now < self._next_at:
            return
        self._next_at = now + _EVERY_SECS
        self._host.tell(
            {
                "type": "tool-progress",
                "tool": self._tool,
                "call_id": self._call_id,
                "done": progress.done,
                "total": progress.total,
                "note": progress.note[:_LONGEST_NOTE],
            }
        )
