from __future__ import annotations

from enum import Enum, auto

from repartee.transports.line import LineEnd


class Next(Enum):
    """What a conversation does when its last guest has gone."""

    END = auto()
    """Nobody is expected back."""
    HOLD = auto()
    """They are expected back within the grace time."""


def after_the_last_went(end: LineEnd, *, grace_secs: float, busy: bool) -> Next:
    """Decide whether a conversation waits for its guests.

    A guest who hung up is not expected back; if they come back all the same, the conversation is
    taken up from what is kept of it. One whose line was lost is, and so is one for whom a timer
    still runs.

    Args:
        end: How the last guest's line ended.
        grace_secs: How long a conversation may wait, 0 for never.
        busy: Whether something goes on that the guest will want to hear of.
    """
    if grace_secs <= 0:
        return Next.END
    return Next.HOLD if end is LineEnd.LOST or busy else Next.END
