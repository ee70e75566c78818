"""What is billed, of what a service says that it used."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pipecat.metrics.metrics import (
    LLMTokenUsage,
    LLMUsageMetricsData,
    MetricsData,
    STTUsage,
    STTUsageMetricsData,
    TTSUsageMetricsData,
)

from repartee.conversation.tariff import billed_in
from repartee.conversation.turn_measure import TurnMeasure

_COUNTS = st.integers(0, 10_000)


def _tokens(**counts: int) -> LLMUsageMetricsData:
    return LLMUsageMetricsData(processor="brain", model="m", value=LLMTokenUsage(**counts))


@given(_COUNTS, _COUNTS, _COUNTS, _COUNTS)
def test_no_token_is_billed_twice_whether_the_prompt_has_what_was_cached_or_not(
    fresh: int, cached: int, written: int, answered: int
) -> None:
    cache = {"cache_read_input_tokens": cached, "cache_creation_input_tokens": written}
    total = fresh + cached + written + answered
    like_openai = _tokens(
        prompt_tokens=fresh + cached + written,
        completion_tokens=answered,
        total_tokens=total,
        **cache,
    )
    like_anthropic = _tokens(
        prompt_tokens=fresh, completion_tokens=answered, total_tokens=total, **cache
    )
    assert billed_in(like_openai) == billed_in(like_anthropic)
    assert sum(billed_in(like_openai).values()) == total


def test_sound_is_billed_apart_from_text() -> None:
    used = _tokens(
        prompt_tokens=100,
        completion_tokens=50,
        total_tokens=150,
        cache_read_input_tokens=30,
        cache_read_input_audio_tokens=10,
        input_audio_tokens=60,
        output_audio_tokens=40,
    )
    assert billed_in(used) == {
        "input_tokens": 20,
        "cached_tokens": 20,
        "input_audio_tokens": 50,
        "cached_audio_tokens": 10,
        "output_tokens": 10,
        "output_audio_tokens": 40,
    }


class _PennyTariff:
    """Everything costs a cent, but what the brain uses: nobody knows what that costs."""

    def provider_of(self, processor: str) -> str:
        return processor.partition("#")[0]

    def part_of(self, processor: str) -> str:
        return processor.partition("#")[0]

    def cost(self, provider: str, model: str, unit: str, amount: float) -> float | None:
        return None if provider == "brain" else 0.01 * amount


def test_a_turn_tells_what_each_provider_bills_and_what_all_turns_cost() -> None:
    measure = TurnMeasure(_PennyTariff(), spent_usd=1.0)
    for metrics in (
        TTSUsageMetricsData(processor="voice#1", model="v", value=2),
        TTSUsageMetricsData(processor="voice#1", model="v", value=3),
        STTUsageMetricsData(processor="ears#1", value=STTUsage(audio_seconds=1.5)),
        _tokens(prompt_tokens=4, completion_tokens=0, total_tokens=4),
        MetricsData(processor="voice#1"),
    ):
        measure.used(metrics)
    (told,) = measure.take(1)
    assert [(it.provider, it.model, it.unit, it.amount, it.usd) for it in told.charges] == [
        ("voice", "v", "characters", 5, 0.05),
        ("ears", "", "heard_secs", 1.5, 0.015),
        ("brain", "m", "input_tokens", 4, None),
    ]
    assert told.so_far_usd == 1.065
    assert measure.take(2) == []
