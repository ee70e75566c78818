from __future__ import annotations

from pipecat.frames.frames import (
    AggregatedTextFrame,
    Frame,
    LLMContextFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.ai_service import AIService
from pipecat.utils.errors import ErrorCategory

_WORK = (AggregatedTextFrame, LLMContextFrame, TTSSpeakFrame, VADUserStartedSpeakingFrame)


class BrokenService(AIService):
    """Takes the place of a service that could not even be made, and fails at all work.

    So a fault in making one is met like any other: somebody else takes over.
    """

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Fail if it is work, else pass it on.

        Args:
            frame: The frame.
            direction: Where it is going.
        """
        await super().process_frame(frame, direction)
        if isinstance(frame, _WORK):
            await self.push_error("it could not be made", category=ErrorCategory.SERVER)
        else:
            await self.push_frame(frame, direction)
