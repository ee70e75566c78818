"""Whether the conversation is recorded."""

from __future__ import annotations

from repartee.tools.answer import Answer, answer
from repartee.tools.host import ToolHost


class RecordingSwitch:
    """Ends the recording of one conversation; nobody can begin one by voice."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    async def stop_recording(self) -> Answer:
        """Stop recording this conversation, because the caller does not want to be recorded."""
        if self._host.stop_recording():
            return answer("I have stopped recording.", recording=False)
        return answer("This conversation is not being recorded.", recording=False)
