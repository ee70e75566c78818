"""How many sessions a machine holds, found by trying as few numbers as possible. Pure."""

from __future__ import annotations


class CapacitySearch:
    """Doubles until it is too many, then halves what lies between.

    ```
    1 ✓  2 ✓  4 ✓  8 ✗   6 ✓  7 ✗   →  6
    1 ✓  6 ✓  9 ✗  7 ✗              →  6     where 6 were expected
    ```

    Args:
        most: The highest number to try.
        finest: How far apart what holds and what does not may stay.
        expected: About how many may hold; tried after one, and then in smaller steps. 0 if nothing
            is known.
    """

    def __init__(self, most: int, finest: int = 1, expected: int = 0) -> None:
        self._most = most
        self._finest = finest
        self._expected = expected
        self._holds = 0
        self._fails: int | None = None

    @property
    def found(self) -> int:
        """The highest number that held so far; 0 for none."""
        return self._holds

    @property
    def reached_the_end(self) -> bool:
        """Whether even the highest number held, so that the machine may hold more."""
        return self._holds >= self._most

    def next(self) -> int | None:
        """What to try now; None when it is known."""
        if self._fails is None:
            wanted = min(self._higher(), self._most)
            return wanted if wanted > self._holds else None
        if self._fails - self._holds <= self._finest:
            return None
        return (self._holds + self._fails) // 2

    def _higher(self) -> int:
        if 0 < self._holds < self._expected:
            return self._expected
        if self._holds and self._expected:
            return self._holds + max(self._holds // 2, 1)
        return 2 * self._holds or 1

    def tried(self, sessions: int, *, held: bool) -> None:
        """Take note of one trial.

        Args:
            sessions: How many there were.
            held: Whether all was well.
        """
        if held:
            self._holds = max(self._holds, sessions)
        else:
            self._fails = min(self._fails or sessions, sessions)
