from __future__ import annotations

from bisect import bisect_right

_KEPT_ARRIVALS = 6000  # a minute of 10 ms pieces


class ArrivalClock:
    """When each sample of the stream came, by its place in the stream (samples at 48 kHz)."""

    def __init__(self) -> None:
        self._positions: list[int] = []
        self._times: list[float] = []

    def note(self, position: int, at: float) -> None:
        """Remember that the packet that begins at ``position`` came ``at`` this time."""
        self._positions.append(position)
        self._times.append(at)
        if len(self._positions) > 2 * _KEPT_ARRIVALS:
            del self._positions[:_KEPT_ARRIVALS], self._times[:_KEPT_ARRIVALS]

    def at(self, position: int) -> float:
        """When the packet that holds the sample at ``position`` came.

        Raises:
            LookupError: No packet that old is remembered.
        """
        index = bisect_right(self._positions, position) - 1
        if index < 0:
            raise LookupError(f"no packet is known that holds sample {position}")
        return self._times[index]
