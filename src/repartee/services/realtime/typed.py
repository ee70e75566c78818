"""What a caller types, on its way to a model that hears for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipecat.frames.frames import DataFrame, Frame, LLMMessagesAppendFrame
from pipecat.processors.aggregators.llm_context import LLMContextMessage
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


@dataclass
class TypedFrame(DataFrame):
    """What was typed."""

    messages: Sequence[LLMContextMessage] = ()
    answer: bool = True
    """Whether to answer."""


class Typing(FrameProcessor):
    """Stands before the context, and hands what is added to it to the model too.

    The context takes in what is typed and passes on nothing but itself, in which a model that hears
    for itself could not tell what it has heard already. The frame goes the usual way, so that it
    stays behind the interruption that came with it.
    """

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Double what is typed; pass on everything."""
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMMessagesAppendFrame):
            await self.push_frame(LLMMessagesAppendFrame(frame.messages, run_llm=False), direction)
            answer = bool(frame.run_llm)
            await self.push_frame(TypedFrame(frame.messages, answer), direction)
            return
        await self.push_frame(frame, direction)
