"""What is heard where nobody speaks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_RATE = 16_000
Samples = npt.NDArray[np.int16]


def silence(secs: float) -> Samples:
    """Digital silence, `(n_samples,)` int16 at 16 kHz."""
    return np.zeros(int(secs * _RATE), np.int16)


def hum(secs: float, level: float = 0.05) -> Samples:
    """A mains hum: 50 Hz and its harmonics.

    Args:
        secs: How long.
        level: Amplitude of the 50 Hz, as a part of full scale.
    """
    at = np.arange(int(secs * _RATE)) / _RATE
    partials = [np.sin(2 * np.pi * 50 * order * at) / order for order in range(1, 9)]
    return _samples(np.sum(partials, axis=0) * level)


def noise(secs: float, level: float = 0.02, seed: int = 0) -> Samples:
    """A fan: white noise.

    Args:
        secs: How long.
        level: Its standard deviation, as a part of full scale.
        seed: Of the random numbers.
    """
    return _samples(np.random.default_rng(seed).normal(0, level, int(secs * _RATE)))


def _samples(signal: npt.NDArray[np.float64]) -> Samples:
    return (np.clip(signal, -1, 1) * 32_767).astype(np.int16)
