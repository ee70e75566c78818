"""The one audio format inside the caller: that of Opus, so nothing is resampled twice."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 48_000
"""Samples a second, Hz."""

FRAME_SAMPLES = 960
"""Samples in one packet: 20 ms."""

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE

Samples: TypeAlias = NDArray[np.int16]
"""Mono PCM, shape ``(n_samples,)``, at `SAMPLE_RATE`."""
