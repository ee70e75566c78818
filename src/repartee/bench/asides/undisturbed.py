"""Whether an answer went on to its end as if nothing had been, and how long it paused: pure."""

from __future__ import annotations

import numpy as np

from repartee.caller.audio_format import SAMPLE_RATE, Samples

_WINDOW = SAMPLE_RATE // 100
_AUDIBLE_DBFS = -45.0
_TOLERANCE_SECS = 0.15
"""Codecs and fades move edges by so much; the shortest words of an answer are longer."""


def pause_in(heard: Samples, undisturbed: Samples) -> float | None:
    """How much later an answer ended than it does where nobody disturbs it.

    Args:
        heard: The answer as it came, mono at 48 kHz.
        undisturbed: The same answer, to which somebody only listened.

    Returns:
        In seconds, 0 at least; None where more or less was heard than the answer: it was cut,
        lost a word, said one twice, or was followed by another.
    """
    came, whole = _audible(heard), _audible(undisturbed)
    if abs(int(came.sum()) - int(whole.sum())) * _WINDOW > _TOLERANCE_SECS * SAMPLE_RATE:
        return None
    later = (_extent(came) - _extent(whole)) * _WINDOW / SAMPLE_RATE
    return max(0.0, later)


def _audible(samples: Samples) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which windows of 10 ms can be heard."""
    windows = samples[: len(samples) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    power = np.mean(np.square(windows, dtype=np.float64), axis=1)
    least = (32_768 * 10 ** (_AUDIBLE_DBFS / 20)) ** 2
    return np.asarray(power >= least)


def _extent(audible: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """From the first window that can be heard to the last."""
    at = np.flatnonzero(audible)
    return int(at[-1] - at[0] + 1) if len(at) else 0
