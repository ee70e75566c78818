"""Whisper's ears with tiny models, in a pipeline."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.audio.vad_processor import VADProcessor
from pipecat.services.stt_service import STTService
from pipecat.tests.utils import SleepFrame, run_test
from pipecat.utils.errors import ErrorCategory

from repartee.engines.vad import VadEngine
from repartee.engines.whisper.engine import Heard, WhisperEngine
from repartee.models import catalogue
from repartee.models.manifest import KnownFile, Manifest
from repartee.models.store import ModelStore
from repartee.services.config import EarsConfig
from repartee.services.ears.faster_whisper import FasterWhisperEars
from repartee.services.ears.whisper_cpp import WhisperCppEars
from repartee.services.ears.whisper_provider import WhisperEars
from repartee.services.ears.whisper_service import quietest_place
from repartee.services.provider import EarsProvider, ProviderError
from tests.support.loop_lag import loop_lag
from tests.support.noises import Samples, hum, noise, silence
from tests.support.speech import needs_flite, speak
from tests.support.tiny_models.ctranslate2_whisper import make_ctranslate2_whisper
from tests.support.tiny_models.ggml_whisper import make_ggml_whisper
from tests.support.tiny_models.whisper_script import Script

MakeEars = Callable[[Path, Script | None], WhisperEars]


def _faster_whisper(models: Path, script: Script | None) -> WhisperEars:
    make_ctranslate2_whisper(models / "faster-whisper" / "small.en", script)
    return FasterWhisperEars(EarsConfig(models_dir=models, device="cpu"))


def _whisper_cpp(models: Path, script: Script | None) -> WhisperEars:
    make_ggml_whisper(models / "whisper-cpp" / "ggml-base.en.bin", script)
    return WhisperCppEars(EarsConfig(models_dir=models, device="cpu"))


both = pytest.mark.parametrize("make", [_faster_whisper, _whisper_cpp])


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No library may fetch anything by itself."""

    def refuse(*_: object) -> Iterator[None]:
        raise AssertionError("a library wanted to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def _audio(samples: Samples, chunk: int = 320) -> list[Frame]:
    pieces = [samples[at : at + chunk] for at in range(0, len(samples), chunk)]
    return [InputAudioRawFrame(each.tobytes(), 16_000, 1) for each in pieces]


def _utterance(samples: Samples) -> list[Frame]:
    """An utterance as it reaches the ears: the VAD tells of it 300 ms late."""
    return [
        *_audio(samples[:4800]),
        VADUserStartedSpeakingFrame(start_secs=0.07),
        *_audio(samples[4800:]),
        VADUserStoppedSpeakingFrame(stop_secs=0.2),
        # What is queued is heard before the pipeline ends.
        SleepFrame(sleep=0.1),
    ]


async def _heard(service: STTService, frames: list[Frame]) -> list[TranscriptionFrame]:
    down, _ = await run_test(service, frames_to_send=frames)
    return [frame for frame in down if isinstance(frame, TranscriptionFrame)]


@both
@needs_flite
async def test_what_is_said_is_written_down_and_final(make: MakeEars, tmp_path: Path) -> None:
    ears: EarsProvider = make(tmp_path, Script("what time is it"))
    await ears.start()
    spoken = speak("what time is it", "slt", tmp_path)
    finals = await _heard(ears.ears(), _utterance(spoken))
    assert [frame.text for frame in finals] == ["what time is it"]
    assert finals[0].finalized
    await ears.close()


async def test_ten_minutes_of_silence_hum_and_noise_become_no_words(tmp_path: Path) -> None:
    """The pipeline's VAD, the loader's real code, and a model that thanks for watching."""
    ears = _faster_whisper(tmp_path, Script("thanks for watching"))
    vad = VadEngine()
    await asyncio.gather(ears.start(), vad.start())
    sound = np.concatenate(
        [silence(150), hum(150), hum(50, 0.3), noise(150), noise(50, 0.1), silence(50)]
    )
    assert len(sound) == 600 * 16_000
    listening = VADProcessor(
        vad_analyzer=vad.analyzer(VADParams(start_secs=0.07, stop_secs=0.2, min_volume=0.3))
    )
    # Frames of a quarter of a second: what they hold is looked at window by window all the same.
    frames = [*_audio(sound, chunk=4000), SleepFrame(sleep=0.1)]
    down, _ = await run_test(Pipeline([listening, ears.ears()]), frames_to_send=frames)
    assert not [frame for frame in down if isinstance(frame, TranscriptionFrame)]
    await asyncio.gather(ears.close(), vad.close())


async def test_where_the_pipelines_vad_is_fooled_the_ears_are_not(tmp_path: Path) -> None:
    """Ten minutes again, all of it announced as speech, in utterances of ten seconds."""
    ears = _faster_whisper(tmp_path, Script("thanks for watching"))
    await ears.start()
    sounds = [*[silence(10)] * 20, *[hum(10, 0.2)] * 20, *[noise(10, 0.1)] * 20]
    assert ears._engine
    async with loop_lag() as lag:
        heard = [await ears._engine.transcribe(0, each.tobytes(), "en") for each in sounds]
    assert [(each.text, each.decoded) for each in heard] == [("", False)] * 60
    assert not lag.was_held_up
    await ears.close()


@both
@needs_flite
async def test_what_sounds_like_speech_to_silero_but_not_to_whisper_becomes_no_words(
    make: MakeEars, tmp_path: Path
) -> None:
    ears = make(tmp_path, Script("so it goes", no_speech_prob=0.9))
    await ears.start()
    spoken = speak("what time is it", "slt", tmp_path)
    assert await _heard(ears.ears(), _utterance(spoken)) == []
    await ears.close()


@needs_flite
async def test_one_who_does_not_pause_is_heard_in_pieces_and_to_the_end(tmp_path: Path) -> None:
    ears = _faster_whisper(tmp_path, Script("what time is it"))
    await ears.start()
    spoken = np.tile(speak("what time is it", "slt", tmp_path), 40)
    finals = await _heard(ears.ears(), _utterance(spoken))
    assert [frame.text for frame in finals] == ["what time is it"] * 2
    await ears.close()


def test_endless_speech_is_cut_in_its_deepest_pause() -> None:
    loud = noise(29, 0.2)
    loud[27 * 16_000 : 27 * 16_000 + 3200] = 0
    cut = quietest_place(loud.tobytes()) / 32_000
    assert 27.0 <= cut <= 27.2


@needs_flite
async def test_all_sessions_share_one_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import faster_whisper

    loaded = []
    load = faster_whisper.WhisperModel.__init__

    def counted(self: object, *args: object, **kwargs: object) -> None:
        loaded.append(self)
        load(self, *args, **kwargs)

    monkeypatch.setattr(faster_whisper.WhisperModel, "__init__", counted)
    ears = _faster_whisper(tmp_path, Script("what time is it"))
    await ears.start()
    spoken = speak("what time is it", "slt", tmp_path)
    sessions = [_heard(ears.ears(), _utterance(spoken)) for _ in range(3)]
    heard = await asyncio.gather(*sessions)
    assert [frames[0].text for frames in heard] == ["what time is it"] * 3
    assert len(loaded) == 1
    await ears.close()


async def test_ears_that_are_closed_under_a_session_tell_it_and_end_nothing(
    tmp_path: Path,
) -> None:
    ears = _faster_whisper(tmp_path, Script())
    await ears.start()
    service = ears.ears()
    await ears.close()
    _, up = await run_test(service, frames_to_send=_utterance(noise(2)))
    (error,) = [frame for frame in up if isinstance(frame, ErrorFrame)]
    assert error.category is ErrorCategory.SERVER
    assert service.is_usable


async def test_a_machine_that_is_too_slow_for_its_callers_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from repartee.engines.model_worker import ModelBusyError

    async def busy(*_: object) -> None:
        raise ModelBusyError("faster-whisper has too much to do")

    ears = _faster_whisper(tmp_path, Script())
    await ears.start()
    monkeypatch.setattr(WhisperEngine, "transcribe", busy)
    _, up = await run_test(ears.ears(), frames_to_send=_utterance(noise(2)))
    (error,) = [frame for frame in up if isinstance(frame, ErrorFrame)]
    assert error.category is ErrorCategory.RATE_LIMIT
    await ears.close()


# What is here, and what is not


@pytest.mark.parametrize(
    ("make", "model"), [(FasterWhisperEars, "small.en"), (WhisperCppEars, "base.en")]
)
async def test_a_model_that_is_not_here_is_told_with_what_to_do(
    make: Callable[[EarsConfig], WhisperEars], model: str, tmp_path: Path
) -> None:
    ears = make(EarsConfig(models_dir=tmp_path))
    with pytest.raises(ProviderError, match=f"{model} is not here. Fetch it with: repartee"):
        await ears.start()
    check = await ears.check()
    assert (check.ok, check.finding) == (False, f"{model} is not here")
    assert check.fix == f"Fetch it with: repartee models pull {catalogue.name_for(ears.id, model)}"


async def test_a_model_without_its_tokenizer_asks_no_hub_but_says_so(tmp_path: Path) -> None:
    ears = _faster_whisper(tmp_path, Script())
    (tmp_path / "faster-whisper" / "small.en" / "tokenizer.json").unlink()
    with pytest.raises(ProviderError, match=r"tokenizer\.json missing"):
        await ears.start()
    assert not (await ears.check()).ok


@both
async def test_a_check_finds_the_model_without_loading_it(make: MakeEars, tmp_path: Path) -> None:
    ears = make(tmp_path, Script())
    check = await ears.check()
    assert check.ok
    assert "MB" in check.finding
    await ears.start()
    assert "is loaded, on the CPU" in (await ears.check()).finding
    assert ears.label.startswith(f"{ears.id} ")
    assert "on the CPU" in ears.label
    await ears.close()
    await ears.close()


async def test_a_model_that_does_not_fit_into_memory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = _faster_whisper(tmp_path, Script())
    monkeypatch.setattr("repartee.services.local_models.size_on_disk", lambda _: 10**15)
    check = await ears.check()
    assert not check.ok
    assert check.fix == "Choose a smaller model, or close other programs."


async def test_a_model_may_be_given_as_a_path_or_by_the_name_that_speaches_gives_it(
    tmp_path: Path,
) -> None:
    anywhere = make_ctranslate2_whisper(tmp_path / "anywhere", Script())
    make_ctranslate2_whisper(tmp_path / "faster-whisper" / "distil-small.en", Script())
    for model in (str(anywhere), "Systran/faster-distil-whisper-small.en"):
        ears = FasterWhisperEars(EarsConfig(models_dir=tmp_path, model=model, device="cpu"))
        assert (await ears.check()).ok


async def test_a_model_that_was_pulled_is_found(tmp_path: Path) -> None:
    store, entry = ModelStore(tmp_path), catalogue.find("whisper-small.en")
    incoming = make_ctranslate2_whisper(store.incoming(entry), Script())
    sizes = {file.name: KnownFile(file.stat().st_size) for file in incoming.iterdir()}
    store.finish(entry, Manifest(entry.name, entry.provider, "test", sizes))
    for model in ("", "small.en", "whisper-small.en", "Systran/faster-whisper-small.en"):
        ears = FasterWhisperEars(EarsConfig(models_dir=tmp_path, model=model, device="cpu"))
        assert (await ears.check()).ok


async def test_an_english_model_refuses_another_language_at_the_start(tmp_path: Path) -> None:
    ears = _faster_whisper(tmp_path, Script())
    german = FasterWhisperEars(replace(ears._config, language="de", model="small.en"))
    with pytest.raises(ProviderError, match=r"knows English alone.*Choose small"):
        await german.start()


async def test_ears_that_are_not_started_make_no_service(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="not started"):
        _faster_whisper(tmp_path, Script()).ears()


@both
@needs_flite
async def test_what_was_heard_in_a_pause_is_not_heard_again_when_the_turn_is_over(
    make: MakeEars, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ears = make(tmp_path, Script("what time is it"))
    await ears.start()
    asked: list[int] = []
    transcribe = WhisperEngine.transcribe

    async def counted(engine: WhisperEngine, session: object, audio: bytes, language: str) -> Heard:
        asked.append(len(audio))
        return await transcribe(engine, session, audio, language)

    monkeypatch.setattr(WhisperEngine, "transcribe", counted)
    # So short that nothing is heard before its pause, and so early that all of it is heard then.
    spoken = np.concatenate([speak("go", "slt", tmp_path), silence(0.6)])
    finals = await _heard(ears.ears(), _utterance(spoken))
    assert [each.text for each in finals] == ["what time is it"]
    (heard,) = asked
    assert heard < 2 * len(spoken)
    await ears.close()
