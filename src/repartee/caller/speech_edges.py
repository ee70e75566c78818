from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from repartee.caller.errors import ClipError

Samples = npt.NDArray[np.int16]

SAMPLE_RATE = 48_000
"""Hz of all audio in this package: WebRTC's own rate, so nothing is resampled on the way."""
BLOCK = SAMPLE_RATE // 100
"""Samples of 10 ms, the step in which loudness is looked at."""
# -47 dBFS: above the noise that Opus makes of silence, below the softest flite consonant.
_LEAST_LOUDNESS = 150.0
# A recording's own noise may be louder; speech is at least this many times its quiet tenth.
_ABOVE_NOISE = 3.0
_LONGEST_SECS = 600


@dataclass(frozen=True)
class Clip:
    """A recording to be played, and where in it somebody speaks.

    Attributes:
        name: What reports call it.
        samples: `(n_samples,)` int16 mono at 48 kHz.
        first: Index of the first sample of speech.
        last: Index of the last sample of speech.
    """

    name: str
    samples: Samples
    first: int
    last: int

    @classmethod
    def of(cls, name: str, samples: Samples) -> Clip:
        """Find the speech in samples.

        Args:
            name: What reports call it.
            samples: `(n_samples,)` int16 mono at 48 kHz.

        Raises:
            ClipError: If nobody speaks in it.
        """
        edges = speech_edges(samples)
        if edges is None:
            raise ClipError(f"{name}: there is no speech in it, only silence")
        return cls(name, samples, *edges)

    @classmethod
    def load(cls, path: Path) -> Clip:
        """Read a recording in any format FFmpeg knows, whatever its rate and channels.

        Args:
            path: The file.

        Raises:
            ClipError: If it is missing, is no audio, is silent or is longer than ten minutes.
        """
        if not path.is_file():
            raise ClipError(f"{path}: there is no such file")
        try:
            samples = _decoded(path)
        except (av.FFmpegError, IndexError, ValueError) as error:
            raise ClipError(f"{path}: it cannot be read as audio") from error
        if samples.size > _LONGEST_SECS * SAMPLE_RATE:
            raise ClipError(f"{path}: it is longer than ten minutes")
        return cls.of(str(path), samples)


def loudness(samples: Samples) -> npt.NDArray[np.float64]:
    """Loudness of each 10 ms.

    Args:
        samples: `(n_samples,)` int16 at 48 kHz; what is left over at the end does not count.

    Returns:
        `(n_samples // 480,)` root mean square.
    """
    blocks = samples[: samples.size - samples.size % BLOCK].reshape(-1, BLOCK)
    levels: npt.NDArray[np.float64] = np.sqrt(np.mean(blocks.astype(np.float64) ** 2, axis=1))
    return levels


def is_loud(level: float) -> bool:
    """Whether 10 ms of this loudness, received over a clean line, are audible."""
    return level > _LEAST_LOUDNESS


def speech_edges(samples: Samples) -> tuple[int, int] | None:
    """Find where speech begins and ends in a recording.

    Args:
        samples: `(n_samples,)` int16 at 48 kHz.

    Returns:
        Index of the first and of the last sample of speech, to 10 ms; None if there is none.
    """
    levels = loudness(samples)
    if not levels.size:
        return None
    threshold = max(_LEAST_LOUDNESS, float(np.percentile(levels, 10)) * _ABOVE_NOISE)
    # A steady noise has no quiet tenth to be louder than; all of it counts then.
    threshold = min(threshold, max(_LEAST_LOUDNESS, float(levels.max()) / 4))
    loud = np.flatnonzero(levels > threshold)
    if not loud.size:
        return None
    return int(loud[0]) * BLOCK, int(loud[-1] + 1) * BLOCK - 1


def _decoded(path: Path) -> Samples:
    resampler = av.AudioResampler("s16", "mono", SAMPLE_RATE)
    parts: list[Samples] = []
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            parts += [each.to_ndarray()[0] for each in resampler.resample(frame)]
        parts += [each.to_ndarray()[0] for each in resampler.resample(None)]
    return np.concatenate(parts) if parts else np.empty(0, np.int16)
