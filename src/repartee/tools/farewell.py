"""Saying goodbye."""

from __future__ import annotations

from repartee.tools.answer import Answer, answer
from repartee.tools.host import ToolHost


class Farewell:
    """The end of one conversation."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    async def end_conversation(self) -> Answer:
        """Say goodbye and end the conversation."""
        self._host.hang_up()
        return answer("Goodbye! It was nice talking with you.")
