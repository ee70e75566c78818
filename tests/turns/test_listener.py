from __future__ import annotations

import asyncio

import numpy as np
import pytest

from repartee.engines.smart_turn import Audio, SmartTurnEngine
from repartee.turns.endpointing import Endpointing
from repartee.turns.listener import TurnListener

FRAME = np.full(320, 1000, np.int16).tobytes()


class ScriptedEngine(SmartTurnEngine):
    """Gives its verdicts in order, then none."""

    def __init__(self, *verdicts: float) -> None:
        self._verdicts = list(verdicts)
        self.heard: list[Audio] = []

    async def probability(self, audio: Audio) -> float | None:
        self.heard.append(audio)
        return self._verdicts.pop(0) if self._verdicts else None


class SlowEngine(ScriptedEngine):
    """Gives no verdict before it is let."""

    def __init__(self, *verdicts: float) -> None:
        super().__init__(*verdicts)
        self.let = asyncio.Event()

    async def probability(self, audio: Audio) -> float | None:
        await self.let.wait()
        return await super().probability(audio)


class Detector:
    """Says for how long it has heard no speech, as the detector of speech does."""

    def __init__(self) -> None:
        self.pause = 0.0

    def __call__(self) -> float:
        return self.pause


def _listener(engine: SmartTurnEngine, detector: Detector | None = None) -> TurnListener:
    listener = TurnListener(engine, Endpointing(), vad_stop_secs=0.2, pause_secs=detector)
    listener.set_sample_rate(16_000)
    return listener


async def _feed(listener: TurnListener, secs: float, *, speech: bool) -> float:
    """Feed 20 ms frames until the turn is over; tells how much was taken."""
    for number in range(round(secs * 50)):
        listener.append_audio(FRAME, speech)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if listener.is_over:
            return (number + 1) / 50
    return secs


async def _pause(listener: TurnListener) -> None:
    await _feed(listener, 1.0, speech=True)
    await listener.analyze_end_of_turn()
    await asyncio.sleep(0)


async def test_a_sure_verdict_ends_the_turn_at_the_pause() -> None:
    listener = _listener(ScriptedEngine(0.9))
    await _pause(listener)
    assert listener.is_over
    assert [each.is_complete for each in listener.take_verdicts()] == [True]
    assert listener.take_verdicts() == []


async def test_nobody_waits_for_a_verdict() -> None:
    engine = SlowEngine(0.9)
    listener = _listener(engine)
    await asyncio.wait_for(_pause(listener), 1)
    assert not listener.is_over
    engine.let.set()
    await asyncio.sleep(0.01)
    assert listener.is_over


async def test_somebody_is_told_of_a_verdict_though_no_sound_comes() -> None:
    listener = _listener(ScriptedEngine(0.9))
    told = asyncio.Event()

    async def on_verdict() -> None:
        told.set()

    listener.tell(on_verdict)
    await _pause(listener)
    await asyncio.wait_for(told.wait(), 1)


async def test_the_verdict_is_asked_before_the_detector_is_sure_of_the_pause() -> None:
    engine, detector = ScriptedEngine(0.9), Detector()
    listener = _listener(engine, detector)
    await _feed(listener, 1.0, speech=True)
    detector.pause = 0.16
    await _feed(listener, 0.02, speech=True)
    assert len(engine.heard) == 1


async def test_a_gap_between_words_takes_the_verdict_back() -> None:
    engine, detector = SlowEngine(0.9), Detector()
    listener = _listener(engine, detector)
    await _feed(listener, 1.0, speech=True)
    detector.pause = 0.16
    await _feed(listener, 0.02, speech=True)
    detector.pause = 0.0
    await _feed(listener, 0.02, speech=True)
    engine.let.set()
    await asyncio.sleep(0.01)
    assert not listener.is_over
    assert engine.heard == []


async def test_the_longest_pause_ends_the_turn_whatever_the_model_says() -> None:
    listener = _listener(ScriptedEngine(0.01, 0.01, 0.01))
    await _pause(listener)
    assert await _feed(listener, 2.0, speech=False) == pytest.approx(1.0, abs=0.03)


async def test_the_model_hears_the_turn_and_half_a_second_before_it_and_no_more() -> None:
    engine = ScriptedEngine(0.9)
    listener = _listener(engine)
    listener.update_vad_start_secs(0.1)
    await _feed(listener, 20.0, speech=False)
    await _pause(listener)
    assert len(engine.heard[0]) == pytest.approx(1.6 * 16_000, abs=640)


async def test_the_model_hears_eight_seconds_at_most() -> None:
    engine = ScriptedEngine(0.9)
    listener = _listener(engine)
    await _feed(listener, 20.0, speech=True)
    await _pause(listener)
    assert len(engine.heard[0]) == 8 * 16_000


async def test_a_turn_that_others_ended_asks_for_nothing_more() -> None:
    engine = SlowEngine(0.9)
    listener = _listener(engine)
    await _pause(listener)
    listener.clear()
    engine.let.set()
    await asyncio.sleep(0.01)
    assert not listener.is_over
    assert not listener.speech_triggered
