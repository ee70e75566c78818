"""Audio as models take it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Waveform: TypeAlias = NDArray[np.float32]
"""`(n_samples,)` float32, -1 to 1, mono."""

SPEECH_RATE = 16_000
"""Rate in Hz at which Whisper, Moonshine and Silero were trained."""


def waveform(pcm: bytes) -> Waveform:
    """Turn what travels in the pipeline into what models take.

    Args:
        pcm: PCM s16le mono.
    """
    return np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(32_768)


def pcm16(samples: Waveform) -> bytes:
    """Turn what models make into what travels in the pipeline.

    Args:
        samples: What exceeds -1 to 1 is clipped.
    """
    return (np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()
