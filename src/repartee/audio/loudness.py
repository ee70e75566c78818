from __future__ import annotations

import numpy as np

_AUDIBLE = 300
"""Of 32,768: what voices leave between words is less."""


def is_loud(pcm: bytes) -> bool:
    """Whether anything can be heard.

    Args:
        pcm: 16-bit little-endian samples.
    """
    samples = np.frombuffer(pcm[: len(pcm) & ~1], "<i2")
    return bool(samples.size) and bool(np.max(samples) > _AUDIBLE or np.min(samples) < -_AUDIBLE)
