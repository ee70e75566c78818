from __future__ import annotations

from pipecat.frames.frames import AudioRawFrame
from pipecat.observers.base_observer import FrameProcessed, FramePushed
from pipecat.pipeline.worker_observer import WorkerObserver


class LeanObserver(WorkerObserver):
    """Tells observers of what is said and done, but not of each piece of sound.

    A second of conversation is 50 pieces of sound that pass a dozen processors each. What observes
    a conversation here, RTVI's reports and the look-out for idle callers, makes nothing of them:
    stock packs each step up, queues it for each observer, and wakes them.
    """

    async def on_push_frame(self, data: FramePushed) -> None:
        """Pass on what is no sound."""
        if not isinstance(data.frame, AudioRawFrame):
            await super().on_push_frame(data)

    async def on_process_frame(self, data: FrameProcessed) -> None:
        """Keep quiet: nobody here asks when a frame's processing began."""
