"""How often Daily may be asked."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class RateLimit:
    """At most so many requests in any window of time."""

    most: int
    window_secs: float
    _times: deque[float] = field(default_factory=deque)

    def admit(self, now: float) -> float:
        """Count a request, unless it is one too many.

        Args:
            now: The time in seconds, on any clock.

        Returns:
            0 if it is admitted, else how many seconds to wait.
        """
        while self._times and now - self._times[0] >= self.window_secs:
            self._times.popleft()
        if len(self._times) >= self.most:
            return self._times[0] + self.window_secs - now
        self._times.append(now)
        return 0.0


def usual_limit() -> RateLimit:
    """For most requests. Source: https://docs.daily.co/reference/rest-api, November 2026."""
    return RateLimit(100, 5.0)


def strict_limit() -> RateLimit:
    """For deleting rooms."""
    return RateLimit(50, 30.0)
