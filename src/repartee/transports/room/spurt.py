from __future__ import annotations

from collections.abc import Iterator

_QUIET_TICKS = 25


class Spurt:
    """Sends a line sound and no silence, with its lead before each spurt of sound.

    Lines play silence by themselves when they get nothing, and an endless stream of it would cost
    a WebSocket 400 kbit/s.
    """

    def __init__(self) -> None:
        """Begin in silence."""
        self._quiet = _QUIET_TICKS

    def begin_anew(self) -> None:
        """The line forgot what it had not played, its lead included."""
        self._quiet = _QUIET_TICKS

    def pieces(self, sound: bytes, lead_secs: float, rate: int) -> Iterator[bytes]:
        """What to send for one tick.

        Args:
            sound: The tick's sound, 16-bit mono.
            lead_secs: How much the line wants ahead of time.
            rate: Samples a second.
        """
        began = self._quiet >= _QUIET_TICKS
        # In C, unlike `any`.
        self._quiet = 0 if sound.strip(b"\0") else self._quiet + 1
        if self._quiet >= _QUIET_TICKS:
            return
        if began:
            yield bytes(2 * (int(lead_secs * 100) * rate // 100))
        yield sound
