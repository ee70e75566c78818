"""What to say of many measurements: medians, tails, and ratios with their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000
_SURE = 0.95


@dataclass(frozen=True, slots=True)
class Summary:
    """Delays of one subject in one cell.

    Attributes:
        count: How many were measured.
        median: In the unit of what was measured.
        p95: Its 95th percentile.
    """

    count: int
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """One subject's figure by another's, within one run.

    Attributes:
        value: Of the two figures as measured.
        low: Where the 95 % interval of a bootstrap begins.
        high: Where it ends.
    """

    value: float
    low: float
    high: float


def summary(measured: Sequence[float]) -> Summary:
    """Summarise measurements.

    Args:
        measured: At least one.

    Raises:
        ValueError: There is none.
    """
    if not measured:
        raise ValueError("nothing was measured")
    return Summary(len(measured), _quantile(measured, 0.5), _quantile(measured, _SURE))


def ratio(ours: Sequence[float], theirs: Sequence[float], quantile: float = 0.5) -> Ratio:
    """Compare one quantile of two subjects.

    Args:
        ours: What is compared.
        theirs: With what; not 0.
        quantile: Which, 0 to 1.

    Returns:
        Their quotient. The interval comes from drawing both sides anew, each by itself: calls are
        interleaved, but no call of one subject has a partner in the other.

    Raises:
        ValueError: One side is empty.
    """
    if not ours or not theirs:
        raise ValueError("both sides must have been measured")
    draw = np.random.default_rng(0)
    above = np.quantile(_redrawn(ours, draw), quantile, axis=1)
    below = np.quantile(_redrawn(theirs, draw), quantile, axis=1)
    low, high = np.quantile(above / below, [(1 - _SURE) / 2, (1 + _SURE) / 2])
    value = _quantile(ours, quantile) / _quantile(theirs, quantile)
    return Ratio(value, float(low), float(high))


def _quantile(measured: Sequence[float], quantile: float) -> float:
    return float(np.quantile(measured, quantile))


def _redrawn(measured: Sequence[float], draw: np.random.Generator) -> np.ndarray:
    return draw.choice(np.asarray(measured), (_RESAMPLES, len(measured)))
