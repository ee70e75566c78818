from __future__ import annotations

from typing import Any

from pipecat.frames.frames import Frame
from pipecat.processors.frame_processor import FrameCallback, FrameDirection, FrameProcessor

from repartee.turns.withdrawals import Withdrawals


class Withdrawable(FrameProcessor):
    """Knows which early questions were withdrawn while they waited in its queue."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with none.

        Args:
            *args: Of the processor this is mixed into.
            **kwargs: Likewise.
        """
        super().__init__(*args, **kwargs)
        self._withdrawals = Withdrawals()

    async def queue_frame(
        self,
        frame: Frame,
        direction: FrameDirection = FrameDirection.DOWNSTREAM,
        callback: FrameCallback | None = None,
    ) -> None:
        """Take a frame in, in the order in which it was sent."""
        self._withdrawals.arrives(frame)
        await super().queue_frame(frame, direction, callback)
