"""What the providers of a server cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from repartee.app.costs import is_at_home, make_purse
from repartee.settings import Settings, SettingsError
from tests.support.scripted_stack import ScriptedStack


def _settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


@pytest.mark.parametrize(
    ("address", "at_home"),
    [
        ("http://localhost:8000/v1", True),
        ("http://127.0.0.1:8000", True),
        ("http://192.168.1.5:8000/v1", True),
        ("http://vllm:8000/v1", True),
        ("ws://gpu.local", True),
        ("https://api.example.com/v1", False),
        ("http://8.8.8.8", False),
        ("", False),
    ],
)
def test_a_server_at_home_is_known_by_its_address(address: str, at_home: bool) -> None:
    assert is_at_home(address) is at_home


def test_a_model_on_a_server_of_ones_own_costs_nothing() -> None:
    settings = _settings(
        llm_base_url="http://localhost:8000/v1", tts_base_url="https://voices.example.com"
    )
    tariff = make_purse(settings, ScriptedStack()).tariff
    assert tariff.cost("openai-compatible", "mine", "input_tokens", 9) == 0
    assert tariff.cost("openai-compatible", "mine", "characters", 9) is None
    assert tariff.cost("openai", "gpt-4.1", "input_tokens", 1_000_000) == 2


def test_prices_that_cannot_be_read_are_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"PRICES_FILE: .* cannot be read"):
        make_purse(_settings(prices_file=tmp_path / "none.yaml"), ScriptedStack())
