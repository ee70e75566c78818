"""Sound goes as far as somebody listens, and observers are spared it."""

from __future__ import annotations

import asyncio

from pipecat.frames.frames import Frame, InputAudioRawFrame, TextFrame, TTSAudioRawFrame
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import run_test
from pipecat.utils.asyncio.task_manager import TaskManager

from repartee.conversation.end_of_hearing import EndOfHearing
from repartee.conversation.lean_observer import LeanObserver

SOUND = bytes(640)


class Notes(BaseObserver):
    """Notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = []

    async def on_push_frame(self, data: FramePushed) -> None:
        self.frames.append(data.frame)


async def test_sound_of_the_caller_ends_and_everything_else_passes() -> None:
    agent = TTSAudioRawFrame(SOUND, 16_000, 1)
    passed, _ = await run_test(
        Pipeline([EndOfHearing()]),
        frames_to_send=[InputAudioRawFrame(SOUND, 16_000, 1), TextFrame("hello"), agent],
    )
    assert [type(each) for each in passed] == [TextFrame, TTSAudioRawFrame]


async def test_observers_are_told_of_words_and_not_of_sound() -> None:
    notes = Notes()
    observer = LeanObserver(observers=[notes])
    tasks = TaskManager(loop=asyncio.get_running_loop())
    await observer.setup(tasks)
    processor = FrameProcessor()
    words = TextFrame("hello")
    for frame in (InputAudioRawFrame(SOUND, 16_000, 1), TTSAudioRawFrame(SOUND, 16_000, 1), words):
        pushed = FramePushed(processor, processor, frame, FrameDirection.DOWNSTREAM, 0)
        await observer.on_push_frame(pushed)
    async with asyncio.timeout(10):
        while not notes.frames:
            await asyncio.sleep(0)
    await observer.cleanup()  # type: ignore[no-untyped-call]
    assert notes.frames == [words]
