"""Who tells when a turn is over."""

from __future__ import annotations

from dataclasses import dataclass

from repartee.turns.endpointing import EndpointingRules


@dataclass(frozen=True, slots=True)
class VadThresholds:
    """A detector of speech, as Pipecat's `VADParams` has it; times in seconds."""

    confidence: float
    start_secs: float
    stop_secs: float
    min_volume: float


@dataclass(frozen=True, slots=True)
class TurnSubject:
    """One way of telling when a turn is over.

    Attributes:
        name: In tables.
        vad: When it calls sound speech; None for Pipecat's own thresholds.
        rules: What it waits for; None for Pipecat's own strategies.
    """

    name: str
    vad: VadThresholds | None = None
    rules: EndpointingRules | None = None


STOCK = TurnSubject("pipecat")
"""Pipecat 1.14 as it comes."""
