from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from loguru import logger
from pipecat.processors.aggregators.llm_context import LLMContext, LLMContextMessage

from repartee.conversation.solo import SoloError

_UNHEARD = "(The caller said something that could not be understood.)"

WriteDown = Callable[[bytes], Awaitable[str]]
"""Turns 16-bit mono samples at `HEARD_RATE` of lines into words; raises `SoloError`."""


class Recordings:
    """Turns that come as a whole, past the detection of turns: they interrupt nobody.

    Each has its place in the context from the moment it came; its words come later, in order.
    """

    def __init__(
        self,
        write_down: WriteDown,
        heard: Callable[[str], None],
        send: Callable[[dict[str, Any]], None],
    ) -> None:
        """Begin without any.

        Args:
            write_down: Understands one.
            heard: Told the words, which may answer a tool's question.
            send: Sends callers a server message.
        """
        self._write_down = write_down
        self._heard = heard
        self._send = send
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0
        self._all_known = asyncio.Event()
        self._all_known.set()

    def expect(self) -> None:
        """A recording is about to be taken in."""
        self._waiting += 1
        self._all_known.clear()

    async def take_in(self, recording_id: str, pcm: bytes, context: LLMContext) -> None:
        """Understand one that was expected.

        Args:
            recording_id: By which its words are told.
            pcm: 16-bit mono samples at `HEARD_RATE` of lines.
            context: Where its words belong.
        """
        message = {"role": "user", "content": _UNHEARD}
        context.add_message(cast("LLMContextMessage", message))
        try:
            async with self._one_at_a_time:
                words = await self._words(pcm)
            message["content"] = words or _UNHEARD
            if words:
                self._heard(words)
            self._send({"type": "recording-heard", "id": recording_id, "text": words})
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._all_known.set()

    async def all_known(self) -> None:
        """Wait until the words of all recordings are known."""
        await self._all_known.wait()

    async def _words(self, pcm: bytes) -> str | None:
        """The words of one; None if the ears failed."""
        try:
            return await self._write_down(pcm)
        except SoloError as error:
            logger.warning("A recording was not understood: {}", error)
            return None
