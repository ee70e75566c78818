"""Which assignment is next: what one desk was asked to do, in order."""

from __future__ import annotations

from collections import deque

from repartee.tools.answer import Refusal
from repartee.tools.assignments.assignment import Assignment, AssignmentState

MOST_WAITING = 5


class Board:
    """The assignments of one desk: one under way, some waiting. It decides, and does nothing.

    Args:
        who: Who works here, as a caller is told: "the team".
    """

    def __init__(self, who: str) -> None:
        self._who = who
        self._count = 0
        self._waiting: deque[Assignment] = deque()
        self.current: Assignment | None = None
        """The one under way or paused; the last one when nothing is."""
        self.held = False
        """Whether nothing is begun until the caller says so."""

    @property
    def waiting(self) -> int:
        """How many wait behind the current one."""
        return len(self._waiting)

    @property
    def busy(self) -> Assignment | None:
        """The assignment that is not over yet, if there is one."""
        return self.current if self.current and not self.current.state.is_final else None

    @property
    def all(self) -> list[Assignment]:
        """The current or last one, then those that wait."""
        return [*([self.current] if self.current else []), *self._waiting]

    def add(self, text: str) -> Assignment:
        """Put one more on the board.

        Raises:
            Refusal: If too many wait already.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise Refusal(
                f"{self._who} has {MOST_WAITING} more tasks waiting and can't take another. "
                "Wait for a result, or say reset."
            )
        self._count += 1
        assignment = Assignment(self._count, text)
        if self.busy is None:
            self.current, self.held = assignment, False
        else:
            self._waiting.append(assignment)
        return assignment

    def take(self) -> Assignment | None:
        """The assignment to work on now, a paused one first; None if nothing is to be done."""
        if self.held:
            return None
        if self.busy is None and self._waiting:
            self.current = self._waiting.popleft()
        return self.current if _can_go_on(self.current) else None

    def pause(self) -> Assignment:
        """Hold everything; the assignment under way goes on later.

        Raises:
            Refusal: If nothing is under way.
        """
        assignment = self.busy
        if assignment is None:
            raise Refusal(f"{self._who} has nothing to do just now, so there is nothing to pause.")
        if not self.held:
            assignment.pause()
        self.held = True
        return assignment

    def resume(self) -> Assignment:
        """Let everything go on.

        Raises:
            Refusal: If nothing is paused.
        """
        assignment = self.busy
        if assignment is None or not self.held:
            raise Refusal("Nothing is paused.")
        self.held = False
        return assignment

    def reset(self) -> list[Assignment]:
        """Drop everything, and return what was dropped."""
        dropped = [*([self.busy] if self.busy else []), *self._waiting]
        for assignment in dropped:
            assignment.drop()
        self._waiting.clear()
        self.held = False
        return dropped


def _can_go_on(assignment: Assignment | None) -> bool:
    return assignment is not None and assignment.state in (
        AssignmentState.WAITING,
        AssignmentState.PAUSED,
    )
