from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure ears are of their words; goes with them as a transcription's `result`."""

    value: float
    """0 to 1, as the vendor tells it."""


def confidence_of(told: object) -> float | None:
    """Read what a vendor tells; None for what is no number from 0 to 1."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return float(told) if 0 <= told <= 1 else None


def confidence_of_logprob(told: object) -> float | None:
    """Read a log probability; None for what is no number of 0 or less."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return math.exp(told) if told <= 0 else None


def least(confidences: Iterable[float | None]) -> Confidence | None:
    """How sure ears are of several pieces: as of the least sure one; None if they tell of none."""
    told = [each for each in confidences if each is not None]
    return Confidence(min(told)) if told else None


def confidence_in(result: object) -> float | None:
    """How sure ears are, of a transcription's `result`; None where they do not tell."""
    return result.value if isinstance(result, Confidence) else None
