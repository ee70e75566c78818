"""What a caller types or says, between the context and a model that hears for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from pipecat.frames.frames import DataFrame, Frame, LLMMessagesAppendFrame
from pipecat.processors.aggregators.llm_context import LLMContextMessage
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


@dataclass
class TypedFrame(DataFrame):
    """What was typed."""

    messages: Sequence[LLMContextMessage] = ()
    answer: bool = True
    """Whether to answer."""


@dataclass
class WrittenDownFrame(DataFrame):
    """All words of a turn are known; goes upstream, behind their transcription."""

    in_context: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when they are in the context."""


class Typing(FrameProcessor):
    """Stands before the context, and hands what is added to it to the model too.

    The context takes in what is typed and passes on nothing but itself, in which a model that hears
    for itself could not tell what it has heard already. The frame goes the usual way, so that it
    stays behind the interruption that came with it.

    And it has what was said put into the context at once. Left to itself, the context waits until
    the answer speaks: too late for a function that goes by the caller's own words.
    """

    def __init__(self, write_down: Callable[[], Awaitable[object]]) -> None:
        """Stand before a context.

        Args:
            write_down: Puts the words that are known into the context.
        """
        super().__init__()
        self._write_down = write_down

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Double what is typed; pass on everything."""
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMMessagesAppendFrame):
            await self.push_frame(LLMMessagesAppendFrame(frame.messages, run_llm=False), direction)
            answer = bool(frame.run_llm)
            await self.push_frame(TypedFrame(frame.messages, answer), direction)
            return
        if isinstance(frame, WrittenDownFrame):
            await self._write_down()
            frame.in_context.set()
            return
        await self.push_frame(frame, direction)
