"""The caller's last words as sound, for a server that has not heard them."""

from __future__ import annotations

_PRE_ROLL_SECS = 0.5
_LONGEST_SECS = 30.0


class Tape:
    """Keeps the sound since the last turn that was understood.

    sent        ======================X              X: the link is lost
    the turn            [-------------
    replayed            [-------------+-------]      ]: there is a link again
    """

    def __init__(self, sample_rate: int) -> None:
        """Begin empty.

        Args:
            sample_rate: Of PCM s16le mono, in Hz.
        """
        self._bytes_per_sec = sample_rate * 2
        self._kept = bytearray()
        self._first = 0
        """Position of the first byte that is kept, in all that ever came."""
        self._link_began = 0
        self._turn_began: int | None = None
        self._lost_at: int | None = None

    @property
    def in_turn(self) -> bool:
        """Whether the caller said something that was not understood yet."""
        return self._turn_began is not None

    def add(self, audio: bytes) -> None:
        """Record more.

        Args:
            audio: Whole samples.
        """
        self._kept += audio
        excess = len(self._kept) - int(_LONGEST_SECS * self._bytes_per_sec)
        if excess > 0:
            del self._kept[:excess]
            self._first += excess

    def turn_begins(self, at_ms: int) -> None:
        """The caller begins to speak.

        Args:
            at_ms: Where, in all that the present link was given.
        """
        if self._turn_began is None:
            self._turn_began = self._link_began + at_ms * self._bytes_per_sec // 2000 * 2

    def understood(self) -> None:
        """The words of the turn are known."""
        self._turn_began = None

    def link_lost(self) -> None:
        """What comes from now on reaches nobody."""
        if self._lost_at is None:
            self._lost_at = self._end

    def link_begins(self) -> bytes:
        """There is a link again.

        Returns:
            What it must be given before anything else.
        """
        marks = [self._turn_began] if self._turn_began is not None else []
        if self._lost_at is not None:
            marks.append(self._lost_at - self._bytes(_PRE_ROLL_SECS))
        start = max(min(marks, default=self._end), self._first)
        self._lost_at, self._link_began = None, start
        return bytes(self._kept[start - self._first :])

    @property
    def _end(self) -> int:
        return self._first + len(self._kept)

    def _bytes(self, secs: float) -> int:
        return int(secs * self._bytes_per_sec) // 2 * 2
