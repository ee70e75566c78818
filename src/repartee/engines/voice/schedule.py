from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from repartee.engines.voice import protocol
from repartee.engines.voice.manner import Manner
from repartee.engines.voice.pieces import Piece
from repartee.engines.voice.shaping import Shaped, Shaper


@dataclass
class Job:
    """An utterance on its way through the voice process."""

    utterance: int
    manner: Manner
    pieces: deque[Piece]
    shaper: Shaper
    arrived: float
    """When it came, in seconds of any steady clock."""
    credit: int = protocol.WINDOW
    """How many more chunks its reader will take now."""
    waiting: deque[Shaped] = field(default_factory=deque)
    """Chunks made, that the reader had no room for."""
    cancelled: bool = False
    """Nobody listens any more."""
    complete: bool = False
    """Everything was made, though perhaps not yet sent."""

    def lead(self, now: float) -> float:
        """Seconds of audio its caller has in hand: negative while they hear nothing yet."""
        return self.shaper.delivered_secs - (now - self.arrived)

    @property
    def over(self) -> bool:
        """Whether it needs nothing more but its end."""
        return self.cancelled or (self.complete and not self.waiting)

    @property
    def can_work(self) -> bool:
        """Whether more should be synthesised: only once the reader took all that was made."""
        return not self.cancelled and not self.complete and not self.waiting

    def sendable(self) -> Iterator[Shaped]:
        """Take out the chunks its reader has room for."""
        while self.waiting and self.credit > 0 and not self.cancelled:
            self.credit -= 1
            yield self.waiting.popleft()


def neediest(jobs: Iterable[Job], now: float) -> Job | None:
    """Pick whose caller is nearest to hearing a gap.

    A long answer runs ahead of its caller and gives way to whoever has nothing yet; the one that
    has waited longest comes first, so nobody starves.

    Args:
        jobs: All there are.
        now: The time on the clock they arrived by.
    """
    return min((job for job in jobs if job.can_work), key=lambda job: job.lead(now), default=None)
