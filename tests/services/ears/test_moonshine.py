from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.tests.utils import SleepFrame, run_test
from pipecat.utils.errors import ErrorCategory

from repartee.services.config import EarsConfig
from repartee.services.ears.moonshine import MoonshineEars, default_model
from repartee.services.provider import EarsProvider, ProviderError
from tests.support.noises import Samples, noise, silence
from tests.support.speech import needs_flite, speak
from tests.support.tiny_models.moonshine import make_moonshine


@pytest.fixture
def config(tmp_path: Path) -> EarsConfig:
    make_moonshine(tmp_path / "moonshine" / "small-streaming-en")
    return EarsConfig(models_dir=tmp_path)


@pytest.fixture
async def ears(config: EarsConfig) -> AsyncIterator[EarsProvider]:
    ears: EarsProvider = MoonshineEars(config)
    await ears.start()
    yield ears
    await ears.close()


def _utterance(samples: Samples) -> list[Frame]:
    pieces = [samples[at : at + 320].tobytes() for at in range(0, len(samples), 320)]
    audio = [InputAudioRawFrame(piece, 16_000, 1) for piece in pieces]
    return [
        *audio[:30],
        VADUserStartedSpeakingFrame(start_secs=0.07),
        *audio[30:90],
        SleepFrame(sleep=0.3),
        *audio[90:],
        VADUserStoppedSpeakingFrame(stop_secs=0.2),
        SleepFrame(sleep=0.5),
    ]


@needs_flite
async def test_words_are_heard_while_one_speaks_and_are_final_at_the_pause(
    ears: EarsProvider, tmp_path: Path
) -> None:
    spoken = speak("what time is it in the great city of london", "slt", tmp_path)
    samples = np.concatenate([silence(0.4), spoken, silence(0.2)])
    down, _ = await run_test(ears.ears(), frames_to_send=_utterance(samples))
    words = [
        frame for frame in down if isinstance(frame, InterimTranscriptionFrame | TranscriptionFrame)
    ]
    assert isinstance(words[0], InterimTranscriptionFrame)
    (final,) = [frame for frame in words if isinstance(frame, TranscriptionFrame)]
    assert final is words[-1]
    assert (final.text, final.finalized) == ("what time is it", True)


async def test_noise_that_fools_the_vad_becomes_no_words(ears: EarsProvider) -> None:
    down, _ = await run_test(ears.ears(), frames_to_send=_utterance(noise(3, 0.1)))
    assert not [frame for frame in down if isinstance(frame, TranscriptionFrame)]


async def test_ears_that_are_closed_under_a_session_tell_it_and_end_nothing(
    config: EarsConfig,
) -> None:
    ears = MoonshineEars(config)
    await ears.start()
    service = ears.ears()
    await ears.close()
    _, up = await run_test(service, frames_to_send=_utterance(noise(2)))
    (error,) = [frame for frame in up if isinstance(frame, ErrorFrame)]
    assert error.category is ErrorCategory.SERVER
    assert service.is_usable


async def test_a_model_that_is_not_here_is_told_with_what_to_do(tmp_path: Path) -> None:
    ears = MoonshineEars(EarsConfig(models_dir=tmp_path, language="es-MX"))
    with pytest.raises(ProviderError, match="repartee models pull moonshine-small-streaming-es"):
        await ears.start()
    check = await ears.check()
    assert (check.ok, check.finding) == (False, "small-streaming-es is not here")


async def test_a_check_finds_the_files_without_loading_them(config: EarsConfig) -> None:
    ears = MoonshineEars(config)
    assert (await ears.check()).ok
    await ears.start()
    assert (await ears.check()).finding == "small-streaming-en is loaded, on the CPU"
    await ears.close()
    await ears.close()


async def test_a_model_with_missing_files_is_told(config: EarsConfig, tmp_path: Path) -> None:
    (tmp_path / "moonshine" / "small-streaming-en" / "encoder.ort").unlink()
    ears = MoonshineEars(replace(config, model="small-streaming-en"))
    assert "encoder.ort missing" in (await ears.check()).finding
    with pytest.raises(ProviderError, match=r"encoder\.ort missing"):
        await ears.start()


@pytest.mark.parametrize(
    ("language", "model"), [("en", "small-streaming-en"), ("zh", "tiny-streaming-zh")]
)
def test_each_language_has_a_model(language: str, model: str) -> None:
    assert default_model(language) == model
