"""What callers answer to a question of a tool, in their own words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from repartee.tools.heard import was_heard_last

PATIENCE_SECS = 25.0
"""How long an answer to a question is waited for, before it is put again."""
# Every time that something comes between counts.
_MOST_TIMES = 4


class Replies:
    """Puts the questions of one conversation's tools, one at a time.

    A question that something else came after, or that was cut off, is put again: the caller's
    words answer what they heard last.
    """

    def __init__(
        self, say: Callable[[str], Awaitable[None]], patience_secs: float = PATIENCE_SECS
    ) -> None:
        """Begin without questions.

        Args:
            say: Speaks as soon as nobody is speaking.
            patience_secs: How long an answer is waited for each time.
        """
        self._say = say
        self._patience_secs = patience_secs
        self._one_at_a_time = asyncio.Lock()
        self._question = ""
        self._reply: asyncio.Future[str] | None = None
        self._again = asyncio.Event()
        self._is_out = False
        """Whether the question waits no longer behind what was being said."""

    async def to(self, question: str) -> str:
        """Ask, and wait for the answer.

        Args:
            question: One or two sentences.

        Returns:
            The caller's words; empty if there were none in time.
        """
        async with self._one_at_a_time:
            self._question = question
            self._reply = asyncio.get_running_loop().create_future()
            try:
                for _ in range(_MOST_TIMES):
                    self._again.clear()
                    self._is_out = False
                    await self._say(question)
                    if await self._is_answered(self._reply):
                        return self._reply.result()
                return ""
            finally:
                self._reply = None

    async def _is_answered(self, reply: asyncio.Future[str]) -> bool:
        again = asyncio.create_task(self._again.wait())
        try:
            either: set[asyncio.Future[Any]] = {reply, again}
            await asyncio.wait(
                either, timeout=self._patience_secs, return_when=asyncio.FIRST_COMPLETED
            )
            return reply.done()
        finally:
            again.cancel()

    def heard(self, words: str, after: str) -> None:
        """Take in what a caller said or typed.

        Args:
            words: All of it.
            after: The agent's last words before, as far as they were heard.
        """
        if self._reply is None or self._reply.done() or not words.strip():
            return
        if was_heard_last(self._question, after):
            self._reply.set_result(words)
        else:
            # Words over the agent also throw away what it would have said next.
            self._is_out = True

    def said(self, words: str) -> None:
        """Take in what the agent has said to the end; a question it drowned is put again."""
        if self._reply is None:
            return
        if was_heard_last(self._question, words):
            self._is_out = True
        elif self._is_out:
            self._again.set()
