"""Which words' sound has been played, where a voice tells the places of words in it: pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[W]):
    word: W
    context_id: str
    secs: float


class WordPlaces(Generic[W]):
    """Holds words back until their sound has been played, whenever they and it come.

        sound    ├──── a ────┤├── b ──┤      pieces, at the pace of real time or later
        words    a₁  a₂    a₃  b₁  b₂        each at its second of its own context
        played   ───────▲                    a₁ and a₂ are let go

    By the clock, a voice that stalls in the middle of a sentence would be ahead of its own sound.
    """

    def __init__(self) -> None:
        """Begin in silence."""
        self._waiting: deque[_Waiting[W]] = deque()
        self._playing = ""
        self._played_secs = 0.0

    def comes(self, word: W, context_id: str, secs: float) -> None:
        """A word is known, or anything that belongs to a place in the sound.

        Args:
            word: What it is.
            context_id: Of whose sound.
            secs: Behind how much of that.
        """
        self._waiting.append(_Waiting(word, context_id, secs))

    def comes_behind(self, word: W) -> bool:
        """Something belongs behind what came before it.

        Returns:
            Whether it waits now; if not, nothing is before it.
        """
        if not self._waiting:
            return False
        last = self._waiting[-1]
        self._waiting.append(_Waiting(word, last.context_id, last.secs))
        return True

    def begins(self, context_id: str) -> None:
        """What is played next is the beginning of a context's sound."""
        self._playing, self._played_secs = context_id, 0.0

    def played(self, secs: float) -> list[W]:
        """So much more was played.

        Returns:
            What was waiting for it, in its order.
        """
        self._played_secs += secs
        return self._let_go(self._playing, self._played_secs)

    def ends(self, context_id: str) -> list[W]:
        """A context's sound was played to its end.

        Returns:
            What was waiting for it, also for more than there was.
        """
        return self._let_go(context_id, float("inf"))

    def forget(self) -> None:
        """Nothing of it is played any more."""
        self._waiting.clear()

    def _let_go(self, context_id: str, until_secs: float) -> list[W]:
        gone = []
        while self._waiting and self._waiting[0].context_id == context_id:
            if self._waiting[0].secs >= until_secs:
                break
            gone.append(self._waiting.popleft().word)
        return gone
