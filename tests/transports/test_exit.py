"""What an agent that was interrupted still had to say is heard by nobody."""

from __future__ import annotations

import asyncio

import pytest
from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner

from repartee.audio.holding import VoiceHeldFrame
from repartee.transports.room.exit import Exit
from tests.support.scripted_stack import SAMPLE_RATE, ToneVoice


class Ear:
    """Counts what it is given to hear."""

    lead_secs = 0.2

    def __init__(self) -> None:
        self.pieces = 0

    def play(self, pcm: bytes, in_secs: float) -> None:
        del pcm, in_secs
        self.pieces += 1

    def take_back(self) -> bool:
        return True

    def clear(self) -> None:
        """Forget: what is counted was played before."""

    def announce(self, message: dict[str, object]) -> None:
        del message


class BusyExit(Exit):
    """Takes its time to drop what waits, as on a busy machine."""

    async def _start_interruption(self) -> None:
        await asyncio.sleep(0.05)
        await super()._start_interruption()  # type: ignore[no-untyped-call]


class Behind(FrameProcessor):
    """Tells when an interruption has passed the exit."""

    def __init__(self) -> None:
        super().__init__()
        self.interrupted = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, InterruptionFrame):
            self.interrupted.set()
        await self.push_frame(frame, direction)


@pytest.mark.parametrize("held", [False, True])
async def test_an_interruption_lets_nothing_of_the_old_answer_through(*, held: bool) -> None:
    ear, behind = Ear(), Behind()
    params = TransportParams(audio_out_enabled=True, audio_out_sample_rate=SAMPLE_RATE)
    worker = PipelineWorker(Pipeline([ToneVoice(), BusyExit(params, ear), behind]))
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    answer: list[Frame] = [
        LLMFullResponseStartFrame(),
        LLMTextFrame("A sentence that takes four seconds to be said, at twenty ms a letter. " * 3),
        LLMFullResponseEndFrame(),
    ]
    await worker.queue_frames(answer)
    try:
        async with asyncio.timeout(60):
            while ear.pieces < 20:
                await asyncio.sleep(0.01)
            if held:
                await worker.queue_frame(VoiceHeldFrame())
                await asyncio.sleep(0.1)
            before = ear.pieces
            await worker.queue_frame(InterruptionFrame())
            await behind.interrupted.wait()
            await asyncio.sleep(0.2)
    finally:
        await worker.cancel()
        await running
    # A free voice may hand out a piece until the interruption comes to it.
    assert ear.pieces - before <= (0 if held else 2)
