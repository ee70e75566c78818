from __future__ import annotations

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
)


class Floor:
    """Whether a caller's sound was let out while the agent had the floor, and did not take it.

    caller  ──turn──┤            ▂▆▂ an aside, unless a turn begins with it
    agent           ├─thinks─▅▇▆▅▂▁▅▇▆▅┤
    """

    def __init__(self) -> None:
        """Begin with an agent that listens."""
        self._is_agents = False
        self.is_aside = False
        """Whether the last sound was such a one."""

    def see(self, frame: Frame) -> None:
        """Take note of who has the floor.

        Args:
            frame: Any.
        """
        match frame:
            case UserStartedSpeakingFrame():
                self._is_agents = self.is_aside = False
            case UserStoppedSpeakingFrame() | BotStartedSpeakingFrame():
                self._is_agents = True
            case BotStoppedSpeakingFrame():
                self._is_agents = False
            case VADUserStartedSpeakingFrame():
                self.is_aside = self._is_agents
