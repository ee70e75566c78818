"""Ears that know what is said, and tell it when a vendor's would."""

from __future__ import annotations

from dataclasses import dataclass

from repartee.bench.turns.recordings import Piece, TurnRecording


@dataclass(frozen=True, slots=True)
class EarsPace:
    """When words come.

    Attributes:
        interim_every: Seconds between interim words.
        interim_lag: Seconds of sound that interim words do not have yet.
        final: Seconds from the request to finish to the last words.
    """

    interim_every: float = 0.5
    interim_lag: float = 0.3
    final: float = 0.15


class Transcript:
    """Who says what until when: pure.

    Args:
        recording: What is said.
    """

    def __init__(self, recording: TurnRecording) -> None:
        self._words = [timed for piece in recording.pieces for timed in _timed(piece)]
        self._told = 0

    def so_far(self, at: float) -> str:
        """The words that were over by then, since the last final ones.

        Args:
            at: Seconds of the recording.
        """
        return " ".join(self._words[n][0] for n in range(self._told, self._count(at)))

    def finish(self, at: float) -> str:
        """The same, as final words: they are told once."""
        words = self.so_far(at)
        self._told = max(self._told, self._count(at))
        return words

    def _count(self, at: float) -> int:
        return sum(end <= at for _, end in self._words)


def _timed(piece: Piece) -> list[tuple[str, float]]:
    """Words with their ends; how long one takes goes by its letters."""
    words = piece.words.split()
    letters = sum(len(word) for word in words)
    ended, timed = 0, []
    for word in words:
        ended += len(word)
        timed.append((word, piece.start + (piece.end - piece.start) * ended / letters))
    return timed
