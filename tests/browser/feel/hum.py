"""What can be told of a hum by how loud it was, piece by piece. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_LOUD = 0.25
"""Of the loudest: a hum is above this in every piece of half its period and more."""
_SHORTEST_GAP_SECS = 0.005
_LONGEST_GAP_SECS = 1.0
"""A longer silence is between two hums, not in one."""
_SILENCE_SECS = 0.3
_NOISE = 0.01
"""Of full scale."""


@dataclass(frozen=True)
class Loudness:
    """How loud it was, in pieces of one length without any between them.

    Attributes:
        peaks: `(n_pieces,)`, of full scale.
        begin: When the first piece began, in seconds of any clock.
        piece: Length of a piece in seconds.
    """

    peaks: npt.NDArray[np.float64]
    begin: float
    piece: float

    @property
    def _loud(self) -> npt.NDArray[np.intp]:
        loudest = float(self.peaks.max(initial=0.0))
        return np.flatnonzero(self.peaks > max(_NOISE, _LOUD * loudest))

    @property
    def hummed(self) -> float:
        """How long it was loud, in seconds."""
        return len(self._loud) * self.piece

    def gaps(self) -> list[float]:
        """How long each silence inside a hum was, in seconds."""
        silences = (np.diff(self._loud) - 1) * self.piece
        inside = (silences >= _SHORTEST_GAP_SECS) & (silences < _LONGEST_GAP_SECS)
        return [float(each) for each in silences[inside]]

    def silent_at(self, after: float) -> float | None:
        """When it became silent; None where it went on to the end.

        Args:
            after: Not before this, by the clock of `begin`.

        Returns:
            `after` where it was silent by then.
        """
        ends = self.begin + (self._loud + 1) * self.piece
        heard = [after, *(float(each) for each in ends if each > after)]
        until = self.begin + len(self.peaks) * self.piece
        for end, following in zip(heard, [*heard[1:], until], strict=True):
            if following - end >= _SILENCE_SECS:
                return end
        return None
