"""When a caller has waited so long that something should be said; pure."""

from __future__ import annotations


class LateWords:
    """Decides whether an answer is so late that a filler bridges the wait: at most one a turn.

    ```
    caller   ──speech──┤asked
                            ├─── after_secs ───┤"One moment."
    brain                                              ├─first words
    ```

    With answers that begin early, first words may come before it is told that they were asked for.
    An answer that has begun is never followed by a filler.
    """

    def __init__(self, after_secs: float) -> None:
        """Begin with nobody waiting.

        Args:
            after_secs: How long a caller waits before something is said.
        """
        self._after_secs = after_secs
        self._due_at: float | None = None
        self._over = False
        """Whether this turn needs no filler any more."""

    def begin_anew(self) -> None:
        """The caller speaks, or cut in: whatever they wait for is to come."""
        self._due_at, self._over = None, False

    def asked(self, now: float) -> float | None:
        """What the caller said is to be answered.

        Args:
            now: Seconds of any clock.

        Returns:
            When a filler is due, by the same clock; None for not in this turn, or not once more.
        """
        if self._over or self._due_at is not None:
            return None
        self._due_at = now + self._after_secs
        return self._due_at

    def settled(self) -> None:
        """The wait is over: an answer began, a tool is at work, or something else is said."""
        self._due_at, self._over = None, True

    def take(self, due_at: float) -> bool:
        """Whether a filler that was due is still wanted; if so, it is the only one of this turn.

        Args:
            due_at: As `asked` told.
        """
        if due_at != self._due_at:
            return False
        self.settled()
        return True
