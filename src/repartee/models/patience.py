from __future__ import annotations

_FIRST_WAIT_SECS = 1.0
_LONGEST_WAIT_SECS = 30.0


class Patience:
    """Decides how long to wait after a failure, and when to give up.

    Only failures in a row count: a line that drops every minute still brings a model home.
    """

    def __init__(self, max_failures: int = 5) -> None:
        """Start calm.

        Args:
            max_failures: In a row, without a byte between them.
        """
        self._max_failures = max_failures
        self._failures = 0

    def progressed(self) -> None:
        """Bytes have come."""
        self._failures = 0

    def failed(self, retry_after_secs: float | None = None) -> float | None:
        """A request failed in a way that may pass.

        Args:
            retry_after_secs: What the server asked for, if it did.

        Returns:
            Seconds to wait before the next one; None to give up.
        """
        self._failures += 1
        if self._failures >= self._max_failures:
            return None
        if retry_after_secs is not None:
            return min(retry_after_secs, _LONGEST_WAIT_SECS)
        return min(_FIRST_WAIT_SECS * 2.0 ** (self._failures - 1), _LONGEST_WAIT_SECS)
