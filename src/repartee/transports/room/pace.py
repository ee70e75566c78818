from __future__ import annotations


class Pace:
    """Decides when sound is handed out, so that it arrives at the pace of real time.

        now ──▶ ├──── lead ────┤
        played  │ handed out, not yet played │ to be handed out
                └──────────────┴── due ──▶

    A stall shorter than the lead is made up for and goes unheard. After a longer one the listener
    has run dry, and the clock begins anew.
    """

    def __init__(self) -> None:
        """Begin with a listener who has nothing to play."""
        self._due = 0.0
        """When the next sound will be needed."""

    def take(self, now: float, secs: float, lead_secs: float) -> float:
        """Ask how long to wait before handing out the next piece of sound.

        Args:
            now: The time in seconds, of any clock that never goes back.
            secs: How long the piece plays.
            lead_secs: How much may be handed out ahead of time.

        Returns:
            Seconds to wait, 0 or more.
        """
        self._due = max(self._due, now)
        wait = max(0.0, self._due - lead_secs - now)
        self._due += secs
        return wait

    def ahead(self, now: float) -> float:
        """How much was handed out that is not played yet, in seconds.

        Args:
            now: By the same clock.
        """
        return max(0.0, self._due - now)

    def reset(self) -> None:
        """What was handed out is not going to be played."""
        self._due = 0.0
