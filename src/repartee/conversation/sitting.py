from __future__ import annotations

import time
from collections.abc import Callable


class SittingClock:
    """Seconds since a sitting began, on a clock that is never set back.

    The spans of its events and its recording share it.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Begin at zero.

        Args:
            monotonic: Seconds that only go forward; the event loop's own time serves, too.
        """
        self._monotonic = monotonic
        self._zero = monotonic()

    def now(self) -> float:
        """Seconds since the sitting began."""
        return self._monotonic() - self._zero
