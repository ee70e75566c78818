from __future__ import annotations

from pipecat.frames.frames import Frame, InterimTranscriptionFrame, TranscriptionFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from repartee.transports.room import Room, signed


class WhoSpoke(FrameProcessor):
    """Tells the brain whose words it gets, where there are several people."""

    def __init__(self, room: Room) -> None:
        """Stand behind the ears.

        Args:
            room: Knows who was loud.
        """
        # Nothing here waits: a queue and a task of its own would cost more than its work.
        super().__init__(enable_direct_mode=True)
        self._room = room

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Sign what was heard: what may still change as well, so that it compares with the rest."""
        await super().process_frame(frame, direction)
        if isinstance(frame, InterimTranscriptionFrame | TranscriptionFrame):
            speaker = self._room.speaker()
            if speaker is not None and self._room.is_company:
                frame.user_id = speaker.id
                frame.text = signed(speaker, frame.text)
        if isinstance(frame, TranscriptionFrame):
            self._room.words_are_known()
        await self.push_frame(frame, direction)
