"""One part of a stack at work without a conversation: ears that write down, a voice that reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from pipecat.frames.frames import (
    CancelFrame,
    DataFrame,
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    MetricsFrame,
    StartFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.metrics.metrics import MetricsData
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from repartee.conversation.parts import Choices, Parts
from repartee.services.failover.chain import Notice, OnNotice
from repartee.transports.line import HEARD_RATE

_PIECE_BYTES = HEARD_RATE * 2 // 50
_QUIET_SECS = 0.5
_CLOSE_SECS = 5.0
# Streams may confirm a recording in several pieces.
_MORE_WORDS_SECS = 0.7


class SoloError(Exception):
    """The part could not do it; the message says why."""


class _EndFrame(DataFrame):
    """Marks the end of a text."""


class _Outlet(FrameProcessor):
    """What comes out of the part."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if direction is FrameDirection.DOWNSTREAM:
            self.frames.put_nowait(frame)
        await self.push_frame(frame, direction)


class _Solo:
    """A part in a pipeline of its own."""

    def __init__(self, part: FrameProcessor, voice_rate: int) -> None:
        self._outlet = _Outlet()
        self.worker = PipelineWorker(
            Pipeline([part, self._outlet]),
            params=PipelineParams(
                audio_in_sample_rate=HEARD_RATE,
                audio_out_sample_rate=voice_rate,
                enable_usage_metrics=True,
            ),
            cancel_on_idle_timeout=False,
            enable_rtvi=False,
            enable_turn_tracking=False,
            check_dangling_tasks=False,
        )
        self.worker.add_event_handler("on_pipeline_error", self._on_error)

    async def give(self, frames: Sequence[Frame]) -> None:
        """Put frames in."""
        for frame in frames:
            await self.worker.queue_frame(frame)

    async def take(self, secs: float) -> Frame:
        """What comes out next.

        Args:
            secs: How long to wait for it.

        Raises:
            TimeoutError: If nothing comes.
            SoloError: If the part failed.
        """
        async with asyncio.timeout(secs):
            frame = await self._outlet.frames.get()
        if isinstance(frame, ErrorFrame):
            raise SoloError(frame.error)
        return frame

    async def _on_error(self, _worker: PipelineWorker, error: ErrorFrame) -> None:
        self._outlet.frames.put_nowait(error)


@asynccontextmanager
async def _running(part: FrameProcessor, voice_rate: int) -> AsyncIterator[_Solo]:
    solo = _Solo(part, voice_rate)
    runner = WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
    await runner.add_workers(solo.worker)
    running = asyncio.create_task(runner.run(), name="a part alone")
    try:
        while not isinstance(await solo.take(_CLOSE_SECS), StartFrame):
            continue
        yield solo
    finally:
        await solo.give([CancelFrame()])
        await solo.worker.cancel()
        await asyncio.wait({running}, timeout=_CLOSE_SECS)
        running.cancel()


def _unheeded(_notice: Notice) -> None:
    """Nobody is there to be told that another provider takes over."""


async def read_aloud(
    parts: Parts,
    choices: Choices,
    text: str,
    *,
    patience_secs: float,
    on_notice: OnNotice = _unheeded,
) -> AsyncIterator[bytes]:
    """Let the stack's voice read a text.

    Args:
        parts: The stack.
        choices: Which voice, and in which language.
        text: What to read.
        patience_secs: How long to wait for the next sound.
        on_notice: Told when another provider takes over.

    Yields:
        16-bit mono samples at the stack's `audio_out_sample_rate`.

    Raises:
        SoloError: If the voice fails.
    """
    voice = parts.voice(choices, on_notice)
    async with _running(voice, parts.audio_out_sample_rate) as solo:
        await solo.give(
            [LLMFullResponseStartFrame(), LLMTextFrame(text), LLMFullResponseEndFrame()]
        )
        while True:
            try:
                frame = await solo.take(patience_secs)
            except TimeoutError:
                raise SoloError(f"No sound came for {patience_secs:g} seconds.") from None
            if isinstance(frame, TTSAudioRawFrame):
                yield frame.audio
            elif isinstance(frame, LLMFullResponseEndFrame):
                return


async def say_once(
    parts: Parts,
    choices: Choices,
    text: str,
    *,
    patience_secs: float,
    on_billed: Callable[[MetricsData], None],
    on_notice: OnNotice = _unheeded,
) -> None:
    """Let the stack's voice say a text that nobody hears, as it would say a greeting.

    Args:
        parts: The stack.
        choices: Which voice, and in which language.
        text: What to say.
        patience_secs: How long to wait for the next sound.
        on_billed: Told of what it used.
        on_notice: Told when another provider takes over.

    Raises:
        SoloError: If the voice fails.
    """
    voice = parts.voice(choices, on_notice)
    async with _running(voice, parts.audio_out_sample_rate) as solo:
        # What comes behind a text comes out behind its sound.
        end = _EndFrame()
        await solo.give([TTSSpeakFrame(text, append_to_context=False), end])
        while True:
            try:
                frame = await solo.take(patience_secs)
            except TimeoutError:
                raise SoloError(f"No sound came for {patience_secs:g} seconds.") from None
            if isinstance(frame, MetricsFrame):
                for metrics in frame.data:
                    on_billed(metrics)
            elif frame is end:
                return


async def write_down(
    parts: Parts,
    choices: Choices,
    pcm: bytes,
    *,
    patience_secs: float,
    on_words: Callable[[str], None] = lambda _words: None,
) -> str:
    """Let the stack's ears write a recording down.

    Args:
        parts: The stack.
        choices: In which language.
        pcm: 16-bit mono samples at `HEARD_RATE`.
        patience_secs: How long to wait for words after the end.
        on_words: Told of words as they are understood.

    Returns:
        The words; empty if none were understood.

    Raises:
        SoloError: If the ears fail.
    """
    ears = parts.ears(choices, _unheeded)
    async with _running(ears, parts.audio_out_sample_rate) as solo:
        await solo.give([VADUserStartedSpeakingFrame(start_secs=0.0)])
        quiet = bytes(int(HEARD_RATE * _QUIET_SECS) * 2)
        await solo.give(_pieces(pcm + quiet))
        await solo.give([VADUserStoppedSpeakingFrame(stop_secs=_QUIET_SECS)])
        return await _words(solo, patience_secs, on_words)


def _pieces(pcm: bytes) -> list[Frame]:
    return [
        InputAudioRawFrame(pcm[at : at + _PIECE_BYTES], HEARD_RATE, 1)
        for at in range(0, len(pcm), _PIECE_BYTES)
    ]


async def _words(solo: _Solo, patience_secs: float, on_words: Callable[[str], None]) -> str:
    words: list[str] = []
    stopped = False
    while True:
        try:
            frame = await solo.take(_MORE_WORDS_SECS if words and stopped else patience_secs)
        except TimeoutError:
            return " ".join(words)
        if isinstance(frame, VADUserStoppedSpeakingFrame):
            stopped = True
        elif isinstance(frame, TranscriptionFrame) and frame.text.strip():
            words.append(frame.text.strip())
            on_words(words[-1])
