"""What callers answer to a question of a tool, in their own words."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Awaitable, Callable

_PATIENCE_SECS = 60.0
# Whoever interrupts the end of a question has understood it.
_ENOUGH = 0.8
_WORD = re.compile(r"[a-z0-9]+")


def was_asked(question: str, heard: str) -> bool:
    """Whether a question was the last thing that was heard.

    A "yes" to something else must not answer it.

    Args:
        question: As it was put.
        heard: The agent's last words, as far as they were heard.
    """
    asked, said = _WORD.findall(question.lower()), _WORD.findall(heard.lower())
    enough = asked[: math.ceil(_ENOUGH * len(asked))]
    return bool(enough) and any(
        said[start : start + len(enough)] == enough
        for start in range(max(0, len(said) - len(asked)), len(said))
    )


class Replies:
    """Puts the questions of one conversation's tools, one at a time."""

    def __init__(
        self, say: Callable[[str], Awaitable[None]], patience_secs: float = _PATIENCE_SECS
    ) -> None:
        """Begin without questions.

        Args:
            say: Speaks as soon as nobody is speaking.
            patience_secs: How long an answer is waited for.
        """
        self._say = say
        self._patience_secs = patience_secs
        self._one_at_a_time = asyncio.Lock()
        self._question = ""
        self._reply: asyncio.Future[str] | None = None

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
                async with asyncio.timeout(self._patience_secs):
                    await self._say(question)
                    return await self._reply
            except TimeoutError:
                return ""
            finally:
                self._reply = None

    def heard(self, words: str, after: str) -> None:
        """Take in what a caller said or typed.

        Args:
            words: All of it.
            after: The agent's last words before, as far as they were heard.
        """
        if self._reply is None or self._reply.done() or not words.strip():
            return
        if was_asked(self._question, after):
            self._reply.set_result(words)
