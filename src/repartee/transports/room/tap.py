from __future__ import annotations

from typing import Protocol


class Tap(Protocol):
    """Listens to all that is said in a room. Every method returns at once and never raises."""

    def heard(self, pcm: bytes) -> None:
        """Take in what the callers have just said, all of them together.

        Args:
            pcm: 16-bit mono samples at `HEARD_RATE`.
        """
        ...

    def played(self, pcm: bytes, sample_rate: int, in_secs: float) -> None:
        """Take in what the agent says.

        Args:
            pcm: 16-bit mono samples.
            sample_rate: Their rate in Hz.
            in_secs: How soon callers hear it: it is handed out ahead of time.
        """
        ...

    def cleared(self) -> None:
        """What callers have not heard yet of the agent, they are not going to hear."""
        ...
