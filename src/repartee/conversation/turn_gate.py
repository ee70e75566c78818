from __future__ import annotations

from collections.abc import Awaitable, Callable

from pipecat.frames.frames import (
    EagerEndOfTurnCancelFrame,
    Frame,
    InterruptionFrame,
    LLMContextFrame,
    LLMContextUserTurnFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from repartee.turns.withdrawable import Withdrawable

UntilSafe = Callable[[], Awaitable[None]]
"""Waits, within bounds, until what was said before is safe."""


async def safe_already() -> None:
    """There is nothing to be waited for."""


class TurnGate(Withdrawable):
    """Stands before the brain, and decides whether the end of a turn alone makes it answer.

    What the caller's program asks for, and what a tool brings back late, is answered in any case.
    Nothing is answered before the turn before it is safe from the server's end. Where the end of
    the turn shall not be answered, neither is it answered early.
    """

    def __init__(self, until_safe: UntilSafe = safe_already) -> None:
        """Begin open: every turn is answered.

        Args:
            until_safe: Waited for before each answer.
        """
        super().__init__()
        self._until_safe = until_safe
        self.is_open = True
        self._turn_comes = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let a frame pass, or hold a turn back."""
        await super().process_frame(frame, direction)
        if direction is FrameDirection.DOWNSTREAM and self._holds(frame):
            return
        if isinstance(frame, LLMContextFrame):
            await self._until_safe()
            if self._withdrawals.is_void(frame):
                return
            if frame.speculation and not self.is_open:
                await self.push_frame(EagerEndOfTurnCancelFrame(), FrameDirection.UPSTREAM)
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
