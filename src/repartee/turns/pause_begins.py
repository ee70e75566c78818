from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipecat.frames.frames import Frame, InputAudioRawFrame, SystemFrame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.turns.types import ProcessFrameResult
from pipecat.turns.user_stop import BaseUserTurnStopStrategy


@dataclass
class PauseBeginsFrame(SystemFrame):
    """It has been quiet for a moment: speech may have ended.

    Ears that finish when they are asked to may do so now. Speech may go on.
    """


class TellsOfPauses(BaseUserTurnStopStrategy):  # type: ignore[no-untyped-call]
    """Tells ears of a pause before the detector of speech is sure of it.

    A stop strategy has what it takes: it hears all sound right behind the detector.
    """

    def __init__(self, *, pause_begins: Callable[[], bool], **kwargs: Any) -> None:
        """Mix this in before the strategy that ends turns.

        Args:
            pause_begins: Whether ears are to be told now; asked with each piece of sound.
            **kwargs: The strategy's own.
        """
        super().__init__(**kwargs)
        self._pause_begins = pause_begins

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        """Listen to sound, then do all else.

        Args:
            frame: Any.

        Returns:
            As the strategy this is mixed into.
        """
        if isinstance(frame, InputAudioRawFrame) and self._pause_begins():
            await self.push_frame(PauseBeginsFrame(), FrameDirection.UPSTREAM)
        result = await super().process_frame(frame)
        return result or ProcessFrameResult.CONTINUE
