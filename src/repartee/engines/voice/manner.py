from __future__ import annotations

from dataclasses import dataclass

MIN_RATE, MAX_RATE = 0.5, 2.0
MIN_VOLUME, MAX_VOLUME = 0.1, 2.0


@dataclass(frozen=True)
class VoiceInfo:
    """A voice that is installed."""

    id: str
    label: str


@dataclass(frozen=True)
class Manner:
    """How a sentence is to be spoken."""

    voice: str = ""
    """Id of the voice; empty for the default one."""
    rate: float = 1.0
    """Speaking rate as a factor of the voice's own, 0.5 to 2.0."""
    volume: float = 1.0
    """Loudness as a factor, 0.1 to 2.0; loud passages are limited softly, never wrapped."""
    prompt: bool = True
    """Start with the first sound: leave out the 150 to 250 ms of silence that flite puts first."""

    def __post_init__(self) -> None:
        _require("rate", self.rate, MIN_RATE, MAX_RATE)
        _require("volume", self.volume, MIN_VOLUME, MAX_VOLUME)


def _require(name: str, value: float, low: float, high: float) -> None:
    # Written so that NaN fails too.
    if not low <= value <= high:
        raise ValueError(f"the voice's {name} must be {low} to {high}, not {value}")
