from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams, VADState

from repartee.engines.vad import VadEngine
from tests.support.speech import Samples, needs_flite, speak

_PARAMS = VADParams(start_secs=0.07, stop_secs=0.2, min_volume=0.3)


async def _states(analyzer: VADAnalyzer, samples: Samples) -> list[VADState]:
    analyzer.set_sample_rate(16_000)
    chunks = [samples[at : at + 320] for at in range(0, len(samples) - 320, 320)]
    return [await analyzer.analyze_audio(chunk.tobytes()) for chunk in chunks]


@needs_flite
async def test_a_shared_model_detects_what_a_model_of_its_own_does(tmp_path: Path) -> None:
    silence = np.zeros(16_000, np.int16)
    samples = np.concatenate([silence, speak("what time is it", "slt", tmp_path), silence])
    stock = SileroVADAnalyzer(params=_PARAMS)
    engine = VadEngine()
    await engine.start()
    try:
        expected = await _states(stock, samples)
        assert VADState.SPEAKING in expected
        # A second session after a first: nothing of the first one's state may be left.
        assert await _states(engine.analyzer(_PARAMS), samples) == expected
        assert await _states(engine.analyzer(_PARAMS), samples) == expected
    finally:
        await stock.cleanup()
        await engine.close()


async def test_making_an_analyzer_loads_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = VadEngine()
    await engine.start()

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a model was loaded for a session")

    monkeypatch.setattr(onnxruntime, "InferenceSession", forbidden)
    try:
        assert engine.analyzer(_PARAMS)
    finally:
        await engine.close()


async def test_an_engine_that_is_not_started_says_so() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        VadEngine().analyzer(_PARAMS)


@needs_flite
async def test_what_is_too_quiet_is_not_asked_about_and_speech_after_it_is_found_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence = np.zeros(48_000, np.int16)
    samples = np.concatenate([silence, speak("what time is it", "slt", tmp_path), silence])
    stock = SileroVADAnalyzer(params=_PARAMS)
    engine = VadEngine()
    await engine.start()
    analyzer = engine.analyzer(_PARAMS)
    asked: list[int] = []
    network = analyzer._model.session

    class Counted:
        def run(self, *args: object) -> object:
            asked.append(1)
            return network.run(*args)

    monkeypatch.setattr(analyzer._model, "session", Counted())
    try:
        assert await _states(analyzer, samples) == await _states(stock, samples)
        assert len(asked) < len(samples) / 512 / 2
    finally:
        await stock.cleanup()
        await engine.close()
