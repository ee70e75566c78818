"""What work beside the talk used of a provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Used:
    """What is to be billed.

    Attributes:
        provider: Its id in the settings.
        model: As the provider names it.
        amounts: By unit of the prices: `input_tokens`, `output_tokens` and so on.
    """

    provider: str
    model: str
    amounts: Mapping[str, float]
