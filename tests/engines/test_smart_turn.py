from __future__ import annotations

import os

import numpy as np
import psutil
import pytest
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3

from repartee.engines.smart_turn import SmartTurnEngine


async def test_the_shared_model_says_what_the_stock_one_says() -> None:
    rng = np.random.default_rng(3)
    audio = (rng.standard_normal(16_000 * 2) * 0.05).astype(np.float32)
    stock = LocalSmartTurnAnalyzerV3(sample_rate=16_000)
    stock.set_sample_rate(16_000)
    engine = SmartTurnEngine()
    await engine.start()
    try:
        expected = stock._predict_endpoint(audio)["probability"]
        assert await engine.probability(audio) == pytest.approx(expected, abs=1e-4)
    finally:
        await engine.close()


async def test_without_its_process_silence_alone_decides() -> None:
    assert await SmartTurnEngine().probability(np.zeros(16_000, np.float32)) is None


@pytest.mark.parametrize(("cores", "niceness"), [({0}, 10), ({0, 1}, 0)])
async def test_on_one_core_the_calls_go_first(
    cores: set[int], niceness: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores)
    engine = SmartTurnEngine()
    before = set(psutil.Process().children())
    await engine.start()
    ours = psutil.Process().nice()
    started = [each.nice() - ours for each in set(psutil.Process().children()) - before]
    await engine.close()
    assert max(started) == min(niceness, 19 - ours)
