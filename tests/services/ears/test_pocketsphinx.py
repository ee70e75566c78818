from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.tests.utils import SleepFrame, run_test

from repartee.engines.inference_process import InferenceUnavailableError
from repartee.engines.phrasebook import Phrasebook
from repartee.engines.phrasebook.language_model import build_language_model
from repartee.engines.recogniser import Means, RecogniserEngine, RecogniserModel
from repartee.services.ears.pocketsphinx import PocketSphinxSTTService
from tests.support.speech import Samples, needs_flite, speak

pytestmark = [pytest.mark.audio, needs_flite]

_SILENCE = np.zeros(16_000, np.int16)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[RecogniserEngine]:
    files = build_language_model(Phrasebook.load(), tmp_path)
    engine = RecogniserEngine(RecogniserModel(files.lm, files.dictionary))
    await engine.start()
    yield engine
    await engine.close()


def _audio(samples: Samples) -> list[Frame]:
    return [
        InputAudioRawFrame(samples[at : at + 320].tobytes(), 16_000, 1)
        for at in range(0, len(samples), 320)
    ]


def _utterance(samples: Samples) -> list[Frame]:
    """An utterance as it reaches the ears: the VAD tells of it 300 ms late."""
    return [
        *_audio(samples[:4800]),
        VADUserStartedSpeakingFrame(start_secs=0.07),
        *_audio(samples[4800:]),
        SleepFrame(sleep=0.5),
        VADUserStoppedSpeakingFrame(stop_secs=0.2),
        SleepFrame(sleep=1.0),
    ]


async def _heard(engine: RecogniserEngine, frames: list[Frame]) -> list[Frame]:
    down, _ = await run_test(PocketSphinxSTTService(engine), frames_to_send=frames)
    return list(down)


async def test_words_are_heard_while_one_speaks_and_are_final_at_the_pause(
    engine: RecogniserEngine, tmp_path: Path
) -> None:
    samples = np.concatenate([speak("what time is it", "slt", tmp_path), _SILENCE[:3200]])
    frames = await _heard(engine, _utterance(samples))
    interims = [each.text for each in frames if isinstance(each, InterimTranscriptionFrame)]
    finals = [each for each in frames if isinstance(each, TranscriptionFrame)]
    assert interims
    assert [final.text for final in finals] == ["what time is it"]
    assert finals[0].finalized


async def test_a_cough_is_no_words_and_the_next_sentence_is_heard(
    engine: RecogniserEngine, tmp_path: Path
) -> None:
    samples = np.concatenate([speak("read my notes", "rms", tmp_path), _SILENCE[:3200]])
    frames = await _heard(engine, [*_utterance(_SILENCE), *_utterance(samples)])
    finals = [each.text for each in frames if isinstance(each, TranscriptionFrame)]
    assert finals == ["read my notes"]


async def test_a_stranger_is_understood_at_once_and_a_caller_is_got_used_to_apart(
    engine: RecogniserEngine, tmp_path: Path
) -> None:
    caller, another = engine.listener(), engine.listener()
    for voice in ("slt", "rms", "awb"):
        samples = np.concatenate([speak("let the team go on", voice, tmp_path), _SILENCE[:3200]])
        for utterance in (engine.utterance(), caller.utterance()):
            await utterance.feed(samples.tobytes())
            assert await utterance.finish() == "let the team go on"
    assert caller.means.microphone != Means().microphone
    assert caller.means.telephone == Means().telephone
    assert another.means == Means()


async def test_a_recogniser_killed_in_mid_sentence_still_hears_all_of_it(
    engine: RecogniserEngine, tmp_path: Path
) -> None:
    samples = np.concatenate([speak("what time is it", "slt", tmp_path), _SILENCE[:3200]])
    utterance = engine.utterance()
    half = len(samples) // 2
    await utterance.feed(samples[:half].tobytes())
    os.kill(await engine._process.call(os.getpid), signal.SIGKILL)
    await asyncio.sleep(0.1)
    with pytest.raises(InferenceUnavailableError):
        await utterance.feed(samples[half:].tobytes())
    assert "time is it" in await utterance.finish()
