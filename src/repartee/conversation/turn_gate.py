from __future__ import annotations

from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    LLMContextFrame,
    LLMContextUserTurnFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


class TurnGate(FrameProcessor):
    """Stands before the brain, and decides whether the end of a turn alone makes it answer.

    What the caller's program asks for, and what a tool brings back late, is answered in any case.
    """

    def __init__(self) -> None:
        """Begin open: every turn is answered."""
        super().__init__()
        self.is_open = True
        self._turn_comes = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let a frame pass, or hold a turn back."""
        await super().process_frame(frame, direction)
        if direction is FrameDirection.DOWNSTREAM and self._holds(frame):
            return
        await self.push_frame(frame, direction)

    def _holds(self, frame: Frame) -> bool:
        match frame:
            case LLMContextUserTurnFrame():
                # The aggregator announces a turn right before the context that has it.
                self._turn_comes = True
            case InterruptionFrame():
                # It may have swept away what was announced.
                self._turn_comes = False
            case LLMContextFrame():
                of_turn, self._turn_comes = self._turn_comes, False
                return of_turn and not self.is_open
        return False
