from __future__ import annotations

_FIRST_DELAY_SECS = 0.25
_LONGEST_DELAY_SECS = 10.0
# A process that lived this long was well; its death is no part of a series.
_WELL_SECS = 30.0


class RestartPolicy:
    """How long to wait before a process that died is started again.

    Not at all for a first death; then a quarter of a second, doubling up to ten seconds.
    """

    def __init__(self) -> None:
        self._started_at: float | None = None
        self._deaths = 0

    def started(self, now: float) -> None:
        """Note that a process is up.

        Args:
            now: In seconds of a steady clock.
        """
        self._started_at = now

    def delay(self, now: float) -> float:
        """Note a death, or a start that failed, and say how long to wait, in seconds.

        Args:
            now: In seconds of the same clock.
        """
        if self._started_at is not None and now - self._started_at >= _WELL_SECS:
            self._deaths = 0
        self._started_at = None
        self._deaths += 1
        if self._deaths == 1:
            return 0.0
        return min(_FIRST_DELAY_SECS * 2.0 ** (self._deaths - 2), _LONGEST_DELAY_SECS)
