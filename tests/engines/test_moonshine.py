from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from repartee.engines.model_worker import ModelUnavailableError
from repartee.engines.moonshine import MoonshineEngine, MoonshineLoadError, MoonshineUtterance
from tests.support.loop_lag import loop_lag
from tests.support.noises import Samples, hum, noise, silence
from tests.support.speech import needs_flite, speak
from tests.support.tiny_models.moonshine import make_moonshine

_STEP = 1600


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[MoonshineEngine]:
    engine = MoonshineEngine(make_moonshine(tmp_path / "tiny-streaming-en"))
    await engine.start()
    yield engine
    await engine.close()


async def _hear(utterance: MoonshineUtterance, samples: Samples) -> list[str]:
    """The words so far after each tenth of a second."""
    steps = [samples[at : at + _STEP] for at in range(0, len(samples), _STEP)]
    return [await utterance.feed(step.tobytes()) for step in steps]


@needs_flite
async def test_words_come_while_one_speaks(engine: MoonshineEngine, tmp_path: Path) -> None:
    spoken = speak("what time is it in the great city of london today", "slt", tmp_path)
    utterance = engine.utterance()
    so_far = await _hear(utterance, np.concatenate([silence(0.5), spoken]))
    first = so_far.index("what time is it")
    assert first * 0.1 < 1.6
    assert not any(so_far[:3])
    assert await utterance.finish() == "what time is it"


@pytest.mark.parametrize("sound", [silence(20), hum(20), hum(20, 0.2), noise(20, 0.1)])
async def test_silence_hum_and_noise_become_no_words(
    engine: MoonshineEngine, sound: Samples
) -> None:
    utterance = engine.utterance()
    assert not any(await _hear(utterance, sound))
    assert await utterance.finish() == ""


@needs_flite
async def test_sessions_hear_beside_each_other(engine: MoonshineEngine, tmp_path: Path) -> None:
    spoken = np.concatenate([silence(0.5), speak("what time is it", "slt", tmp_path)])

    async def listen(sound: Samples) -> str:
        utterance = engine.utterance()
        await _hear(utterance, sound)
        return await utterance.finish()

    heard = await asyncio.gather(*(listen(each) for each in (spoken, silence(2), spoken)))
    assert heard == ["what time is it", "", "what time is it"]


async def test_an_utterance_of_nothing_has_no_words(engine: MoonshineEngine) -> None:
    assert await engine.utterance().finish() == ""


async def test_a_dropped_utterance_is_freed_by_the_next(engine: MoonshineEngine) -> None:
    dropped = engine.utterance()
    await dropped.feed(silence(0.1).tobytes())
    dropped.drop()
    dropped.drop()
    assert len(engine._dropped) == 1
    await engine.utterance().feed(silence(0.1).tobytes())
    assert not engine._dropped


async def test_an_engine_that_is_closed_says_so(engine: MoonshineEngine) -> None:
    utterance = engine.utterance()
    await engine.close()
    with pytest.raises(ModelUnavailableError):
        await utterance.feed(silence(0.1).tobytes())


async def test_missing_files_are_named(tmp_path: Path) -> None:
    directory = make_moonshine(tmp_path / "tiny-streaming-en")
    (directory / "adapter.ort").unlink()
    with pytest.raises(MoonshineLoadError, match=r"adapter\.ort missing"):
        await MoonshineEngine(directory).start()


async def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    directory = make_moonshine(tmp_path / "tiny-streaming-en")
    (directory / "decoder_kv.ort").write_bytes(b"<html>" * 100)
    with pytest.raises(MoonshineLoadError, match="Fetch it anew"):
        await MoonshineEngine(directory).start()


@needs_flite
async def test_the_event_loop_goes_on_while_it_is_loaded_and_hears(tmp_path: Path) -> None:
    engine = MoonshineEngine(make_moonshine(tmp_path / "tiny-streaming-en"))
    spoken = np.tile(speak("what time is it", "slt", tmp_path), 5)
    async with loop_lag() as lag:
        await engine.start()
        utterances = [engine.utterance() for _ in range(4)]
        await asyncio.gather(*(_hear(each, spoken) for each in utterances))
        await asyncio.gather(*(each.finish() for each in utterances))
        await engine.close()
    assert not lag.was_held_up
