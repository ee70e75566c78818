"""Who bills for a turn, and how much."""

from __future__ import annotations

from typing import Protocol

from pipecat.metrics.metrics import (
    LLMTokenUsage,
    LLMUsageMetricsData,
    MetricsData,
    STTUsageMetricsData,
    TTSUsageMetricsData,
)


class Tariff(Protocol):
    """Knows who bills, and what."""

    def provider_of(self, processor: str) -> str:
        """Whose a service is.

        Args:
            processor: As metrics name it.

        Returns:
            A provider's id; empty if nobody knows.
        """
        ...

    def part_of(self, processor: str) -> str:
        """What a service does.

        Args:
            processor: As metrics name it.

        Returns:
            `ears`, `brain`, `voice` or `talker`; empty if it is no provider's.
        """
        ...

    def cost(self, provider: str, model: str, unit: str, amount: float) -> float | None:
        """What something costs in US dollars; None where no price is known.

        Args:
            provider: Its id.
            model: As metrics name it.
            unit: One that `billed_in` knows.
            amount: Tokens, characters or seconds.
        """
        ...


class NoTariff:
    """Knows nothing of providers and prices."""

    def provider_of(self, processor: str) -> str:
        """Nobody's."""
        del processor
        return ""

    def part_of(self, processor: str) -> str:
        """Nobody's."""
        del processor
        return ""

    def cost(self, provider: str, model: str, unit: str, amount: float) -> None:
        """No price is known."""


def billed_in(metrics: MetricsData) -> dict[str, float]:
    """What a provider bills by Pipecat's metrics; empty for those that tell of something else.

    Returns:
        Amounts by unit; no token is counted in two of them.
    """
    match metrics:
        case LLMUsageMetricsData(value=tokens):
            return {unit: amount for unit, amount in _tokens(tokens).items() if amount > 0}
        case TTSUsageMetricsData(value=characters):
            return {"characters": characters} if characters else {}
        case STTUsageMetricsData(value=usage):
            return {"heard_secs": usage.audio_seconds} if usage.audio_seconds else {}
        case _:
            return {}


def _tokens(tokens: LLMTokenUsage) -> dict[str, float]:
    cached = tokens.cache_read_input_tokens or 0
    written = tokens.cache_creation_input_tokens or 0
    heard = tokens.input_audio_tokens or 0
    heard_cached = tokens.cache_read_input_audio_tokens or 0
    spoken = tokens.output_audio_tokens or 0
    # Anthropic's prompt tokens leave out what was cached, OpenAI's do not; the total has all.
    given = max(tokens.total_tokens - tokens.completion_tokens, tokens.prompt_tokens)
    return {
        "input_tokens": given - cached - written - (heard - heard_cached),
        "cached_tokens": cached - heard_cached,
        "cache_write_tokens": written,
        "output_tokens": tokens.completion_tokens - spoken,
        "input_audio_tokens": heard - heard_cached,
        "cached_audio_tokens": heard_cached,
        "output_audio_tokens": spoken,
    }
