from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

_AUDIBLE = 300
"""Of 32,768: what voices leave between words is less."""
_SILENCE_DBFS = -120.0


def is_loud(pcm: bytes) -> bool:
    """Whether anything can be heard.

    Args:
        pcm: 16-bit little-endian samples.
    """
    samples = np.frombuffer(pcm[: len(pcm) & ~1], "<i2")
    return bool(samples.size) and bool(np.max(samples) > _AUDIBLE or np.min(samples) < -_AUDIBLE)


def dbfs(samples: npt.NDArray[np.int16]) -> float:
    """Root mean square in dB below full scale, -120 for digital silence and for none.

    Args:
        samples: `(n_samples,)` of 16 bits.
    """
    if not samples.size:
        return _SILENCE_DBFS
    # As a product of vectors, as it is taken of each 20 ms of every call: a quarter of the time.
    wide = samples.astype(np.float32)
    power = float(wide @ wide) / samples.size
    return 10 * math.log10(power / 32768**2) if power > 0 else _SILENCE_DBFS


def dbfs_of(pcm: bytes) -> float:
    """The same of sound as it is sent.

    Args:
        pcm: 16-bit little-endian samples.
    """
    return dbfs(np.frombuffer(pcm[: len(pcm) & ~1], "<i2"))
