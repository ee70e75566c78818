"""Which errand is next: what one desk was asked to do, in order."""

from __future__ import annotations

from collections import deque

from repartee.tools.answer import Refusal
from repartee.tools.errands.errand import Errand, ErrandState

MOST_WAITING = 5


class Board:
    """The errands of one desk: one is under way, some wait. It decides, and does nothing itself.

    Args:
        who: Who works here, as a caller is told: "the team".
    """

    def __init__(self, who: str) -> None:
        self._who = who
        self._count = 0
        self._waiting: deque[Errand] = deque()
        self.current: Errand | None = None
        """The one under way or paused; the last one when nothing is."""
        self.held = False
        """Whether nothing is begun until the caller says so."""

    @property
    def waiting(self) -> int:
        """How many wait behind the current one."""
        return len(self._waiting)

    @property
    def busy(self) -> Errand | None:
        """The errand that is not over yet, if there is one."""
        return self.current if self.current and not self.current.state.is_final else None

    def add(self, text: str) -> Errand:
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
        errand = Errand(self._count, text)
        if self.busy is None:
            self.current, self.held = errand, False
        else:
            self._waiting.append(errand)
        return errand

    def take(self) -> Errand | None:
        """The errand to work on now, a paused one first; None if nothing is to be done."""
        if self.held:
            return None
        if self.busy is None and self._waiting:
            self.current = self._waiting.popleft()
        return self.current if _can_go_on(self.current) else None

    def pause(self) -> Errand:
        """Hold everything; the errand under way goes on later.

        Raises:
            Refusal: If nothing is under way.
        """
        errand = self.busy
        if errand is None:
            raise Refusal(f"{self._who} has nothing to do just now, so there is nothing to pause.")
        if not self.held:
            errand.pause()
        self.held = True
        return errand

    def resume(self) -> Errand:
        """Let everything go on.

        Raises:
            Refusal: If nothing is paused.
        """
        errand = self.busy
        if errand is None or not self.held:
            raise Refusal("Nothing is paused.")
        self.held = False
        return errand

    def reset(self) -> list[Errand]:
        """Drop everything, and return what was dropped."""
        dropped = [*([self.busy] if self.busy else []), *self._waiting]
        for errand in dropped:
            errand.drop()
        self._waiting.clear()
        self.held = False
        return dropped


def _can_go_on(errand: Errand | None) -> bool:
    return errand is not None and errand.state in (ErrandState.WAITING, ErrandState.PAUSED)
