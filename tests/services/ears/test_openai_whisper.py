"""openai-whisper's own code with tiny checkpoints; `make test-torch` runs this."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
from pathlib import Path

import pytest

from repartee.engines.inference_process import InferenceUnavailableError
from repartee.engines.whisper.engine import Heard
from repartee.engines.whisper.openai_whisper import OpenAIWhisper
from repartee.engines.whisper.silence_guard import Reason
from repartee.services.config import EarsConfig
from repartee.services.ears.openai_whisper import OpenAIWhisperEars
from repartee.services.provider import EarsProvider, ProviderError
from tests.support.loop_lag import loop_lag
from tests.support.noises import Samples, hum, noise, silence
from tests.support.speech import needs_flite, speak
from tests.support.tiny_models.whisper_script import Script

_TORCH = importlib.util.find_spec("torch") is not None
pytestmark = [
    pytest.mark.torch,
    pytest.mark.skipif(not _TORCH, reason="PyTorch is not installed here: make test-torch"),
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would fetch a model that it is given by name."""

    def refuse(*_: object) -> None:
        raise AssertionError("a library wanted to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def _ears(models: Path, script: Script | None) -> OpenAIWhisperEars:
    from tests.support.tiny_models.openai_whisper import make_openai_whisper

    make_openai_whisper(models / "openai-whisper" / "small.en.pt", script)
    return OpenAIWhisperEars(EarsConfig(models_dir=models, device="cpu"))


async def _heard(ears: OpenAIWhisperEars, *utterances: Samples) -> list[Heard]:
    provider: EarsProvider = ears
    await provider.start()
    assert ears._engine
    try:
        engine = ears._engine
        return [await engine.transcribe("me", each.tobytes(), "en") for each in utterances]
    finally:
        await provider.close()


@needs_flite
async def test_the_event_loop_goes_on_while_pytorch_is_imported_and_a_model_decodes(
    tmp_path: Path,
) -> None:
    ears = _ears(tmp_path, Script("what time is it"))
    spoken = [speak("what time is it", "slt", tmp_path)] * 5
    async with loop_lag() as lag:
        heard = await _heard(ears, *spoken)
    assert {each.text for each in heard} == {"what time is it"}
    assert not lag.was_held_up


@needs_flite
async def test_a_process_that_dies_is_replaced_and_hears_the_next_utterance(
    tmp_path: Path,
) -> None:
    ears = _ears(tmp_path, Script("what time is it"))
    spoken = speak("what time is it", "slt", tmp_path).tobytes()
    await ears.start()
    assert ears._engine
    backend = ears._engine._backend
    assert isinstance(backend, OpenAIWhisper)
    assert backend._process
    pid = await backend._process.call(os.getpid)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(InferenceUnavailableError):
        await ears._engine.transcribe("me", spoken, "en")
    assert (await ears._engine.transcribe("me", spoken, "en")).text == "what time is it"
    await ears.close()


@needs_flite
async def test_what_is_said_is_written_down(tmp_path: Path) -> None:
    spoken = speak("what time is it", "slt", tmp_path)
    (heard,) = await _heard(_ears(tmp_path, Script("what time is it")), spoken)
    assert (heard.text, heard.dropped) == ("what time is it", ())
    assert heard.avg_logprob is not None


async def test_no_model_is_asked_about_silence_hum_or_noise(tmp_path: Path) -> None:
    ears = _ears(tmp_path, Script("thanks for watching"))
    heard = await _heard(ears, silence(20), hum(20), hum(20, 0.2), noise(20, 0.1))
    assert heard == [Heard("", decoded=False)] * 4


@needs_flite
async def test_what_the_model_holds_for_silence_is_dropped(tmp_path: Path) -> None:
    spoken = speak("what time is it", "slt", tmp_path)
    (heard,) = await _heard(_ears(tmp_path, Script("so it goes", no_speech_prob=0.9)), spoken)
    assert heard == Heard("", (Reason.NO_SPEECH,))


@needs_flite
async def test_what_random_weights_say_of_speech_is_dropped(tmp_path: Path) -> None:
    (heard,) = await _heard(_ears(tmp_path, None), speak("what time is it", "slt", tmp_path))
    assert heard.decoded
    assert heard.text == ""


async def test_a_damaged_checkpoint_is_told(tmp_path: Path) -> None:
    ears = _ears(tmp_path, Script())
    file = tmp_path / "openai-whisper" / "small.en.pt"
    file.write_bytes(file.read_bytes()[:100_000])
    with pytest.raises(ProviderError, match="no checkpoint that openai-whisper can load"):
        await ears.start()


async def test_a_model_that_is_not_here_is_not_fetched_but_told(tmp_path: Path) -> None:
    ears = OpenAIWhisperEars(EarsConfig(models_dir=tmp_path, model="tiny.en"))
    with pytest.raises(ProviderError, match="repartee models pull openai-whisper-tiny"):
        await ears.start()


async def test_cuda_that_is_not_there_is_told(tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    _ears(tmp_path, Script())
    ears = OpenAIWhisperEars(EarsConfig(models_dir=tmp_path, device="cuda"))
    with pytest.raises(ProviderError, match="PyTorch finds no CUDA"):
        await ears.start()
