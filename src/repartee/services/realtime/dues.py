"""What the model owes its caller, and how long it may keep silent: pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to what was said."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A given sentence, word for word."""

    text: str


Due = Answer | Saying


class Dues:
    """At most one thing is owed at a time, as the API gives one answer at a time."""

    def __init__(self, patience_secs: float) -> None:
        """Begin with nothing owed.

        Args:
            patience_secs: How long a server may keep silent that owes an answer.
        """
        self._patience_secs = patience_secs
        self._heard_at = 0.0
        self.due: Due | None = None
        """What is owed now."""

    def owe(self, due: Due, now: float) -> None:
        """Something is asked for; it takes the place of what was.

        Args:
            due: What.
            now: In seconds of any clock.
        """
        self.due = due
        self._heard_at = now

    def news(self, now: float) -> None:
        """The server said something."""
        self._heard_at = now

    def settle(self) -> None:
        """It was given, or nobody wants it any more."""
        self.due = None

    def is_overdue(self, now: float) -> bool:
        """Whether the server has been silent for too long."""
        return self.due is not None and now - self._heard_at > self._patience_secs
