"""What things cost, by the table that comes with Repartee and by one of the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from repartee.telemetry.prices import PricesError, PriceTable


@pytest.mark.parametrize(
    ("provider", "model", "unit", "amount", "usd"),
    [
        ("openai", "gpt-4.1", "input_tokens", 1_000_000, 2.0),
        ("openai", "gpt-4.1-2025-04-14", "output_tokens", 1_000, 0.008),
        ("anthropic", "claude-haiku-4-5-20251001", "cached_tokens", 1_000_000, 0.1),
        ("deepgram", "nova-3", "heard_secs", 60, 0.0077),
        ("cartesia", "ink-whisper", "heard_secs", 3600, 0.13),
        ("elevenlabs", "eleven_flash_v2_5", "characters", 1000, 0.04),
        ("openai", "gpt-transcribe", "heard_secs", 60, 0.0045),
        ("openai-realtime", "gpt-realtime-whisper", "heard_secs", 60, 0.017),
        ("built-in", "whatever", "heard_secs", 60, 0.0),
        ("ollama", "llama3.2:3b", "input_tokens", 9, 0.0),
    ],
)
def test_what_is_in_the_table_has_a_price(
    provider: str, model: str, unit: str, amount: float, usd: float
) -> None:
    assert PriceTable.of().cost(provider, model, unit, amount) == pytest.approx(usd)


@pytest.mark.parametrize(
    ("provider", "model", "unit"),
    [
        ("openai", "gpt-of-tomorrow", "input_tokens"),
        ("nobody", "gpt-4.1", "input_tokens"),
        ("deepgram", "nova-3", "characters"),
        ("openai", "gpt-4.1-mini-tuned", "input_tokens"),
    ],
)
def test_what_is_not_in_the_table_has_an_unknown_price_and_not_none(
    provider: str, model: str, unit: str
) -> None:
    assert PriceTable.of().cost(provider, model, unit, 1) is None


def test_a_file_of_ones_own_counts_before_the_table(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(
        '- {provider: openai, model: gpt-4.1, usd: {input_tokens: 1}, source: "a contract"}\n'
        '- {provider: openai-compatible, model: "*", free: true}\n'
    )
    table = PriceTable.of(file)
    assert table.cost("openai", "gpt-4.1", "input_tokens", 1_000_000) == 1
    assert table.cost("openai", "gpt-4.1", "output_tokens", 1) is None
    assert table.cost("openai-compatible", "mine", "characters", 1) == 0
    assert table.cost("deepgram", "nova-3", "heard_secs", 60) == pytest.approx(0.0077)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- {provider: openai}", "0.model: Field required"),
        ("- {provider: a, model: b, usd: {wishes: 1}}", "wishes"),
        ("- {provider: a, model: b, usd: {characters: -1}}", "characters"),
        ("[", "not YAML"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_none_of_prices_is_refused_with_the_reason(
    tmp_path: Path, text: str | None, why: str
) -> None:
    file = tmp_path / "prices.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(PricesError, match=why):
        PriceTable.of(file)
