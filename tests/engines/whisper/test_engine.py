"""Whisper's libraries with tiny models: what is heard, and what is not."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from repartee.engines.whisper.backend import WhisperBackend, WhisperLoadError
from repartee.engines.whisper.engine import Heard, WhisperEngine
from repartee.engines.whisper.faster_whisper import FasterWhisper
from repartee.engines.whisper.silence_guard import Reason, SilenceGuard
from repartee.engines.whisper.whisper_cpp import WhisperCpp
from tests.support.loop_lag import loop_lag
from tests.support.noises import Samples, hum, noise, silence
from tests.support.speech import needs_flite, speak
from tests.support.tiny_models.ctranslate2_whisper import make_ctranslate2_whisper
from tests.support.tiny_models.ggml_whisper import make_ggml_whisper
from tests.support.tiny_models.whisper_script import Script

MakeBackend = Callable[[Path, Script | None], WhisperBackend]


def _faster_whisper(directory: Path, script: Script | None) -> WhisperBackend:
    return FasterWhisper(make_ctranslate2_whisper(directory / "tiny", script), "cpu", "default")


def _whisper_cpp(directory: Path, script: Script | None) -> WhisperBackend:
    return WhisperCpp(make_ggml_whisper(directory / "ggml-tiny.bin", script), "cpu", 0.6)


backends = pytest.mark.parametrize("make", [_faster_whisper, _whisper_cpp])


async def _heard(backend: WhisperBackend, *utterances: Samples) -> list[Heard]:
    engine = WhisperEngine(backend, SilenceGuard(0.6), name="whisper")
    await engine.start()
    try:
        return [await engine.transcribe("me", each.tobytes(), "en") for each in utterances]
    finally:
        await engine.close()


@backends
@needs_flite
async def test_what_is_said_is_written_down(make: MakeBackend, tmp_path: Path) -> None:
    spoken = speak("what time is it", "slt", tmp_path)
    script = Script("what time is it", probability=0.8)
    (heard,) = await _heard(make(tmp_path, script), spoken)
    assert (heard.text, heard.dropped) == ("what time is it", ())
    assert heard.avg_logprob == pytest.approx(math.log(0.8), abs=0.1)


@backends
async def test_no_model_is_asked_about_silence_hum_or_noise(
    make: MakeBackend, tmp_path: Path
) -> None:
    """Silero hears no speech, so that not even a model that invents is given the chance."""
    backend = make(tmp_path, Script("thanks for watching"))
    heard = await _heard(backend, silence(20), hum(20), hum(20, 0.4), noise(20), noise(20, 0.2))
    assert heard == [Heard("", decoded=False)] * 5


@backends
@needs_flite
async def test_what_the_model_holds_for_silence_is_dropped_even_if_it_sounded_like_speech(
    make: MakeBackend, tmp_path: Path
) -> None:
    spoken = speak("what time is it", "slt", tmp_path)
    (heard,) = await _heard(make(tmp_path, Script("so it goes", no_speech_prob=0.9)), spoken)
    assert heard.text == ""
    assert heard.decoded


@backends
@needs_flite
async def test_what_random_weights_say_of_speech_is_dropped(
    make: MakeBackend, tmp_path: Path
) -> None:
    (heard,) = await _heard(make(tmp_path, None), speak("what time is it", "slt", tmp_path))
    assert heard.decoded
    assert heard.text == ""


@backends
@needs_flite
async def test_a_guess_is_dropped(make: MakeBackend, tmp_path: Path) -> None:
    spoken = speak("what time is it", "slt", tmp_path)
    unsure = Script("vortex of the men", probability=0.2)
    (heard,) = await _heard(make(tmp_path, unsure), spoken)
    assert heard == Heard("", (Reason.UNSURE,))


@backends
@needs_flite
async def test_long_speech_is_heard_to_its_end(make: MakeBackend, tmp_path: Path) -> None:
    spoken = np.tile(speak("what time is it", "slt", tmp_path), 40)
    assert len(spoken) > 40 * 16_000
    (heard,) = await _heard(make(tmp_path, Script("what time is it")), spoken)
    assert heard.text.startswith("what time is it what time is it")


@backends
@needs_flite
async def test_the_event_loop_goes_on_while_a_model_is_loaded_and_decodes(
    make: MakeBackend, tmp_path: Path
) -> None:
    backend = make(tmp_path, Script("what time is it"))
    spoken = [speak("what time is it", "slt", tmp_path)] * 10
    async with loop_lag() as lag:
        await _heard(backend, *spoken)
    assert not lag.was_held_up


async def test_a_damaged_file_is_told_and_crashes_nothing(tmp_path: Path) -> None:
    whole = make_ggml_whisper(tmp_path / "ggml-tiny.bin", Script())
    for name, damaged in {"half": whole.read_bytes()[:1_000_000], "page": b"<html>" * 99}.items():
        file = tmp_path / f"ggml-{name}.bin"
        file.write_bytes(damaged)
        with pytest.raises(WhisperLoadError, match=file.name):
            await _heard(WhisperCpp(file, "cpu", 0.6))


async def test_a_damaged_directory_is_told(tmp_path: Path) -> None:
    directory = make_ctranslate2_whisper(tmp_path / "tiny", Script())
    model = directory / "model.bin"
    model.write_bytes(model.read_bytes()[:100_000])
    with pytest.raises(WhisperLoadError, match="tiny"):
        await _heard(FasterWhisper(directory, "cpu", "default"))


async def test_cuda_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    directory = make_ctranslate2_whisper(tmp_path / "tiny", Script())
    with pytest.raises(WhisperLoadError, match=r"no CUDA device.*Set the device to cpu"):
        await _heard(FasterWhisper(directory, "cuda", "default"))
