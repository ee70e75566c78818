from __future__ import annotations

from pipecat.frames.frames import Frame, VADUserStartedSpeakingFrame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from repartee.services.turn_comes import TurnComesFrame


class Forewarning(FrameProcessor):
    """Stands before the brain, and tells it when somebody begins to speak."""

    def __init__(self, context: LLMContext) -> None:
        """Know the conversation.

        Args:
            context: The one that the brain will be given.
        """
        super().__init__(enable_direct_mode=True)
        self._context = context

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let everything pass, and warn."""
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        if isinstance(frame, VADUserStartedSpeakingFrame) and (
            direction is FrameDirection.DOWNSTREAM
        ):
            await self.push_frame(TurnComesFrame(self._context))
