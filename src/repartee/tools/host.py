from __future__ import annotations

from collections.abc import Coroutine
from datetime import datetime
from typing import Any, Protocol


class ToolHost(Protocol):
    """What a tool may ask of the conversation it runs in.

    Tools reach for nothing else: a test hands them a scripted host, a session hands them itself.
    """

    def now(self) -> datetime:
        """The caller's local time, with its time zone."""
        ...

    def last_answer(self) -> str:
        """The agent's previous spoken answer, empty before the first."""
        ...

    async def say(self, text: str) -> None:
        """Speak unasked (a timer that is due), as soon as nobody is speaking."""
        ...

    async def adjust_voice(self, *, rate: float | None = None, volume: float | None = None) -> bool:
        """Change how the agent speaks from its next sentence on.

        Args:
            rate: Speaking rate as a factor of the voice's own, 0.5 to 2.0.
            volume: Loudness as a factor, 0.1 to 2.0.

        Returns:
            Whether this voice can.
        """
        ...

    def hang_up(self) -> None:
        """End the conversation once the current answer has been spoken."""
        ...

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run work beside the conversation; it is cancelled when the conversation ends."""
        ...
