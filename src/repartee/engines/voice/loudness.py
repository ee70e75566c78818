from __future__ import annotations

import numpy as np
import numpy.typing as npt

_FULL_SCALE = 32767.0
# Louder than this is bent instead of cut, which would crackle.
_KNEE = 0.8


def louder(samples: npt.NDArray[np.int16], volume: float) -> npt.NDArray[np.int16]:
    """Scale samples without ever wrapping around.

    Args:
        samples: `(n_samples,)` int16.
        volume: Factor, 0 and up; above 1 the loudest parts are compressed.

    Returns:
        `(n_samples,)` int16.
    """
    if volume == 1.0:
        return samples
    scaled = samples.astype(np.float32) / _FULL_SCALE * volume
    if volume > 1.0:
        excess = np.abs(scaled) - _KNEE
        bent = _KNEE + (1 - _KNEE) * np.tanh(np.maximum(excess, 0) / (1 - _KNEE))
        scaled = np.where(excess > 0, np.sign(scaled) * bent, scaled)
    return (scaled * _FULL_SCALE).astype(np.int16)
