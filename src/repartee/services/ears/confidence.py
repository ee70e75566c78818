from __future__ import annotations

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


def confidence_in(result: object) -> float | None:
    """How sure ears are, of a transcription's `result`; None where they do not tell."""
    return result.value if isinstance(result, Confidence) else None
