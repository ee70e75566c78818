"""How often a brain calls tools before it lets the caller speak again."""

from __future__ import annotations

MOST_CALLS = 24
"""Calls between two turns of the caller. Nobody asks for so much at once; a brain that obeys every
result, or tries again for ever, does."""


_BREATH_SECS = 30.0
"""Who has not called for so long is not going round in circles."""


class Rounds:
    """Counts the calls since the caller last spoke."""

    def __init__(self) -> None:
        self._turns = 0
        self._calls = 0
        self._last_call = 0.0

    def count(self, turns: int, now: float) -> int:
        """Count one more call.

        Args:
            turns: How often the caller has spoken; where nobody writes down what they say, it
                stays as it is.
            now: A monotonic clock's time in seconds.

        Returns:
            Which call it is since then, from 1.
        """
        if turns != self._turns or now - self._last_call > _BREATH_SECS:
            self._turns, self._calls = turns, 0
        self._last_call = now
        self._calls += 1
        return self._calls
