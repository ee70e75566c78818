from __future__ import annotations

from pipecat.frames.frames import Frame, InputAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


class EndOfHearing(FrameProcessor):
    """Stands behind the last part that listens, and lets no sound of the callers past it.

    Stock carries each piece to the pipeline's end, 50 a second, through brain, voice and transport,
    a queue and a task each.
    """

    def __init__(self) -> None:
        """Stand anywhere; frames pass in the task of whoever pushes them."""
        super().__init__(enable_direct_mode=True)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let everything else pass."""
        if isinstance(frame, InputAudioRawFrame):
            return
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
