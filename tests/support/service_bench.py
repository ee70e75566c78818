"""One service in a pipeline of its own, between two who note what it pushes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import numpy as np
from pipecat.frames.frames import (
    CancelFrame,
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    StartFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSTextFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.utils.errors import ErrorCategory
from pipecat.workers.runner import WorkerRunner

F = TypeVar("F", bound=Frame)

_LONGEST_WAIT_SECS = 60.0
_IN_RATE = 16_000
SILENCE_20_MS = bytes(640)
HUM_20_MS = np.round(8000 * np.sin(np.arange(320) * np.pi / 20)).astype("<i2").tobytes()


class Note:
    """A frame that was seen, and when."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.at = time.monotonic()


class _Recorder(FrameProcessor):
    def __init__(self, bench: Bench) -> None:
        super().__init__(enable_direct_mode=True)
        self._bench = bench

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self._bench.note(frame)
        await self.push_frame(frame, direction)


class Bench:
    """What a service is given, and what it pushes, up or down."""

    def __init__(self, service: FrameProcessor) -> None:
        self.notes: list[Note] = []
        self._changed = asyncio.Event()
        self.began = time.monotonic()
        pipeline = Pipeline([_Recorder(self), service, _Recorder(self)])
        self._worker = PipelineWorker(
            pipeline,
            cancel_on_idle_timeout=False,
            enable_rtvi=False,
            params=PipelineParams(audio_in_sample_rate=_IN_RATE),
        )

    def note(self, frame: Frame) -> None:
        self.notes.append(Note(frame))
        self._changed.set()

    def seen(self, kind: type[F]) -> list[F]:
        """All frames of a kind, each once."""
        found = {n.frame.id: n.frame for n in self.notes if isinstance(n.frame, kind)}
        return list(found.values())

    @property
    def errors(self) -> list[ErrorFrame]:
        return self.seen(ErrorFrame)

    @property
    def categories(self) -> list[ErrorCategory | None]:
        return [error.category for error in self.errors]

    @property
    def text(self) -> str:
        return "".join(frame.text for frame in self.seen(LLMTextFrame))

    @property
    def spoken(self) -> str:
        return " ".join(frame.text for frame in self.seen(TTSTextFrame))

    @property
    def audio(self) -> bytes:
        return b"".join(frame.audio for frame in self.seen(TTSAudioRawFrame))

    @property
    def finals(self) -> list[TranscriptionFrame]:
        return self.seen(TranscriptionFrame)

    @property
    def interims(self) -> list[str]:
        return [frame.text for frame in self.seen(InterimTranscriptionFrame)]

    def first_at(self, kind: type[Frame], since: float) -> float:
        """Seconds until the first frame of a kind."""
        return next(n.at for n in self.notes if isinstance(n.frame, kind)) - since

    async def give(self, *frames: Frame) -> None:
        for frame in frames:
            await self._worker.queue_frame(frame)

    async def until(self, met: Callable[[], object], secs: float = _LONGEST_WAIT_SECS) -> None:
        """Wait until something is so; fails if it takes too long."""
        async with asyncio.timeout(secs):
            while not met():
                self._changed.clear()
                waiting = asyncio.wait_for(self._changed.wait(), 0.05)
                try:
                    await waiting
                except TimeoutError:
                    continue

    # What is done with a service of each kind

    async def ask(self, *messages: str, tools: Sequence[object] = ()) -> None:
        """Give a language model a conversation, and wait for the end of its answer."""
        before = len(self.seen(LLMFullResponseEndFrame))
        context = LLMContext([{"role": "user", "content": each} for each in messages])
        await self.give(LLMContextFrame(context))
        await self.until(lambda: len(self.seen(LLMFullResponseEndFrame)) > before)

    async def say(self, *sentences: str, secs: float = _LONGEST_WAIT_SECS) -> None:
        """Give a voice an answer, and wait for its end."""
        before = len(self.seen(LLMFullResponseEndFrame))
        await self.give(
            LLMFullResponseStartFrame(),
            *(LLMTextFrame(f"{each} ") for each in sentences),
            LLMFullResponseEndFrame(),
        )
        await self.until(lambda: self._ended() > before, secs)

    def _ended(self) -> int:
        """How many answers have come out at the far end, not only gone in."""
        ids = [n.frame.id for n in self.notes if isinstance(n.frame, LLMFullResponseEndFrame)]
        return sum(ids.count(each) > 1 for each in set(ids))

    async def speak(self, *, frames: int = 10, sound: bytes = SILENCE_20_MS) -> None:
        """Let ears hear somebody begin to speak."""
        await self.give(VADUserStartedSpeakingFrame(start_secs=0.2))
        await self.hear(frames, sound)

    async def hear(self, frames: int, sound: bytes = SILENCE_20_MS) -> None:
        for _ in range(frames):
            await self.give(InputAudioRawFrame(sound, _IN_RATE, 1))

    async def fall_silent(self) -> None:
        await self.give(VADUserStoppedSpeakingFrame(stop_secs=0.2))


@asynccontextmanager
async def bench(service: FrameProcessor) -> AsyncIterator[Bench]:
    """Run a service in a pipeline."""
    it = Bench(service)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(it._worker)
    running = asyncio.create_task(runner.run())
    try:
        await it.until(lambda: len(it.seen(StartFrame)) and _passed(it))
        yield it
    finally:
        await it.give(CancelFrame())
        await it._worker.cancel()
        await asyncio.wait_for(running, 10)


def _passed(it: Bench) -> bool:
    return sum(isinstance(n.frame, StartFrame) for n in it.notes) > 1
