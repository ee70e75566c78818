"""A question of those who work: put aloud and on the screen, answered by either."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from repartee.tools.assent import Assent, assent_in
from repartee.tools.host import ToolHost

_LOOK = "That was not all of it. Please look at it on your screen, and answer there, or say no."


@dataclass(frozen=True)
class _Reply:
    words: str
    on_screen: bool


class OpenQuestion:
    """Puts the questions of one desk, one at a time."""

    def __init__(self, host: ToolHost) -> None:
        """Begin with none.

        Args:
            host: The conversation.
        """
        self._host = host
        self._clicked: asyncio.Future[str] | None = None

    def click(self, words: str) -> None:
        """Take in an answer from the screen; without a question it does nothing."""
        if self._clicked is not None and not self._clicked.done():
            self._clicked.set_result(words)

    async def put(self, question: str, *, by_ear: bool) -> str:
        """Ask, and wait for the answer.

        Args:
            question: As it is spoken.
            by_ear: Whether a spoken yes is enough. Who has not heard all of it can only look at it.

        Returns:
            The caller's words; empty if there were none in time, or none that count.
        """
        for asking in (question, _LOOK):
            reply = await self._first_reply(asking)
            if by_ear or reply.on_screen or assent_in(reply.words) is not Assent.YES:
                return reply.words
        return ""

    async def _first_reply(self, question: str) -> _Reply:
        self._clicked = asyncio.get_running_loop().create_future()
        heard = asyncio.create_task(self._host.hear_answer(question))
        try:
            await asyncio.wait({self._clicked, heard}, return_when=asyncio.FIRST_COMPLETED)
            if self._clicked.done():
                return _Reply(self._clicked.result(), on_screen=True)
            return _Reply(heard.result(), on_screen=False)
        finally:
            heard.cancel()
            self._clicked = None
