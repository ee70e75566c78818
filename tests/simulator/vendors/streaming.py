"""Simulators with real ears and voice, and Pipecat's own services in front of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import soxr
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSTextFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.tests.utils import SleepFrame, run_test

from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import AT_ONCE
from tests.support.speech import SAMPLE_RATE, Samples, speak, write_down

QUESTION = "what time is it"
_CHUNK = SAMPLE_RATE // 50


@asynccontextmanager
async def real(*names: str, cache: Path) -> AsyncIterator[Simulator]:
    """Stand-ins without delays, with the built-in ears and voice."""
    async with Simulator(names, delays=AT_ONCE, cache_dir=cache) as simulator:
        yield simulator


def question(directory: Path) -> Samples:
    """A question that the built-in ears know, in a human-like voice, with a silence after it."""
    return np.concatenate([speak(QUESTION, "slt", directory), np.zeros(3200, np.int16)])


def chunks(samples: Samples) -> Iterator[bytes]:
    """The samples as a microphone gives them: 20 ms each."""
    for at in range(0, len(samples), _CHUNK):
        yield samples[at : at + _CHUNK].tobytes()


def plain(text: str) -> str:
    """Words without capitals and marks."""
    return "".join(letter for letter in text.lower() if letter.isalpha() or letter == " ").strip()


def understood(audio: bytes, sample_rate: int) -> str:
    """What a general recogniser hears in PCM s16le."""
    samples = np.frombuffer(audio, np.int16)
    return write_down(soxr.resample(samples, sample_rate, SAMPLE_RATE).astype(np.int16))


async def listen(ears: FrameProcessor, samples: Samples) -> tuple[list[str], list[str]]:
    """Interim and final transcripts of an utterance, by one of Pipecat's services."""
    down, _ = await run_test(ears, frames_to_send=_utterance(samples), start_timeout=20.0)
    interims = [frame.text for frame in down if isinstance(frame, InterimTranscriptionFrame)]
    finals = [frame.text for frame in down if isinstance(frame, TranscriptionFrame)]
    return interims, finals


def _utterance(samples: Samples) -> list[Frame]:
    audio: list[Frame] = [InputAudioRawFrame(chunk, SAMPLE_RATE, 1) for chunk in chunks(samples)]
    return [
        VADUserStartedSpeakingFrame(start_secs=0.07),
        *audio,
        SleepFrame(sleep=0.5),
        VADUserStoppedSpeakingFrame(stop_secs=0.2),
        SleepFrame(sleep=0.5),
    ]


async def say(voice: FrameProcessor, text: str) -> tuple[bytes, list[str]]:
    """Audio and words of a text, by one of Pipecat's services."""
    frames: Sequence[Frame] = [TTSSpeakFrame(text), SleepFrame(sleep=1.0)]
    down, _ = await run_test(voice, frames_to_send=frames, start_timeout=20.0)
    audio = b"".join(frame.audio for frame in down if isinstance(frame, TTSAudioRawFrame))
    words = [
        word for frame in down if isinstance(frame, TTSTextFrame) for word in frame.text.split()
    ]
    return audio, words


async def errors(service: FrameProcessor, frames: Sequence[Frame]) -> list[ErrorFrame]:
    """The errors that one of Pipecat's services tells of."""
    _, up = await run_test(service, frames_to_send=frames, start_timeout=20.0)
    return [frame for frame in up if isinstance(frame, ErrorFrame)]
