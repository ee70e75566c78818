"""How slowly somebody talks, learned while they do: pure."""

from __future__ import annotations

from collections import deque

# Shorter ones are between words; after longer ones, what is said is something new.
_SHORTEST_SECS, _LONGEST_SECS = 0.25, 2.0
_REMEMBERED = 8
_ENOUGH = 3
# Half of somebody's pauses being longer than this calls for waiting longer.
_USUAL_SECS = 0.5
_SLOWEST = 1.6


class Pace:
    """Remembers the last pauses after which somebody went on."""

    def __init__(self) -> None:
        """Know nothing of them."""
        self._pauses: deque[float] = deque(maxlen=_REMEMBERED)

    def went_on_after(self, pause_secs: float) -> None:
        """They spoke again.

        Args:
            pause_secs: How long they had been silent.
        """
        if _SHORTEST_SECS <= pause_secs <= _LONGEST_SECS:
            self._pauses.append(pause_secs)

    @property
    def slowness(self) -> float:
        """By what to multiply how long one waits for more: 1 to 1.6, and 1 for a stranger."""
        if len(self._pauses) < _ENOUGH:
            return 1.0
        middle = sorted(self._pauses)[len(self._pauses) // 2]
        return min(max(middle / _USUAL_SECS, 1.0), _SLOWEST)
