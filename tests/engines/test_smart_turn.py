from __future__ import annotations

import asyncio

import numpy as np
import pytest
from pipecat.audio.turn.base_turn_analyzer import EndOfTurnState
from pipecat.audio.turn.smart_turn.base_smart_turn import SmartTurnParams
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3

from repartee.engines.smart_turn import Audio, SharedSmartTurnAnalyzer, SmartTurnEngine

FRAME = np.full(320, 1000, np.int16).tobytes()


class ScriptedEngine(SmartTurnEngine):
    """Gives its verdicts in order, then none."""

    def __init__(self, *verdicts: float) -> None:
        self._verdicts = list(verdicts)
        self.asked = 0

    async def probability(self, audio: Audio) -> float | None:
        self.asked += 1
        return self._verdicts.pop(0) if self._verdicts else None


def _analyzer(engine: SmartTurnEngine) -> SharedSmartTurnAnalyzer:
    analyzer = SharedSmartTurnAnalyzer(engine, SmartTurnParams(stop_secs=1.0))
    analyzer.set_sample_rate(16_000)
    return analyzer


async def _feed(
    analyzer: SharedSmartTurnAnalyzer, secs: float, *, speech: bool
) -> tuple[EndOfTurnState, float]:
    """Feed 20 ms frames until the turn is over; tells how much was taken."""
    for number in range(round(secs * 50)):
        state = analyzer.append_audio(FRAME, speech)
        await asyncio.sleep(0)
        if state is EndOfTurnState.COMPLETE:
            return state, (number + 1) / 50
    return EndOfTurnState.INCOMPLETE, secs


async def _paused(analyzer: SharedSmartTurnAnalyzer) -> EndOfTurnState:
    await _feed(analyzer, 1.0, speech=True)
    state, _ = await analyzer.analyze_end_of_turn()
    return state


async def test_a_sure_verdict_ends_the_turn_at_the_pause() -> None:
    assert await _paused(_analyzer(ScriptedEngine(0.9))) is EndOfTurnState.COMPLETE


async def test_a_doubtful_pause_is_looked_at_again_and_ends_the_turn_early() -> None:
    analyzer = _analyzer(ScriptedEngine(0.1, 0.9))
    assert await _paused(analyzer) is EndOfTurnState.INCOMPLETE
    state, after = await _feed(analyzer, 2.0, speech=False)
    assert state is EndOfTurnState.COMPLETE
    assert 0.2 <= after <= 0.3


async def test_a_third_look_still_beats_the_longest_pause() -> None:
    analyzer = _analyzer(ScriptedEngine(0.1, 0.2, 0.9))
    await _paused(analyzer)
    _, after = await _feed(analyzer, 2.0, speech=False)
    assert 0.5 <= after <= 0.6


async def test_the_longest_pause_ends_the_turn_whatever_the_model_says() -> None:
    engine = ScriptedEngine(0.1, 0.1, 0.1)
    analyzer = _analyzer(engine)
    await _paused(analyzer)
    state, after = await _feed(analyzer, 2.0, speech=False)
    assert state is EndOfTurnState.COMPLETE
    assert after == pytest.approx(1.0)
    assert engine.asked == 3


async def test_speaking_on_takes_a_later_look_back() -> None:
    engine = ScriptedEngine(0.1, 0.9)
    analyzer = _analyzer(engine)
    await _paused(analyzer)
    await _feed(analyzer, 0.18, speech=False)
    await _feed(analyzer, 0.5, speech=True)
    state, _ = await _feed(analyzer, 0.15, speech=False)
    assert state is EndOfTurnState.INCOMPLETE
    assert engine.asked == 1


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
