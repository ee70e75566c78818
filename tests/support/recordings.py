"""What recordings sound like."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Stereo = npt.NDArray[np.float32]

_AUDIBLE = 0.03
_PAUSE_SECS = 0.15


class Recording:
    """A recording, decoded as far as it can be played."""

    def __init__(self, path: Path) -> None:
        with av.open(str(path)) as container:
            self.rate: int = container.streams.audio[0].rate
            to_floats = av.AudioResampler("fltp", "stereo", self.rate)
            frames = [
                resampled.to_ndarray()
                for frame in container.decode(audio=0)
                for resampled in to_floats.resample(frame)
            ]
        self.sound: Stereo = np.concatenate(frames, axis=1)

    @property
    def secs(self) -> float:
        return float(self.sound.shape[1] / self.rate)

    @property
    def caller(self) -> list[tuple[float, float]]:
        """From when to when there is sound on the left, in seconds."""
        return self._stretches(0)

    @property
    def agent(self) -> list[tuple[float, float]]:
        """From when to when there is sound on the right, in seconds."""
        return self._stretches(1)

    def _stretches(self, side: int) -> list[tuple[float, float]]:
        at = np.flatnonzero(np.abs(self.sound[side]) > _AUDIBLE)
        if not len(at):
            return []
        pauses = np.flatnonzero(np.diff(at) > _PAUSE_SECS * self.rate)
        begins, ends = [at[0], *at[pauses + 1]], [*at[pauses], at[-1]]
        return [
            (float(a) / self.rate, float(b) / self.rate) for a, b in zip(begins, ends, strict=True)
        ]
