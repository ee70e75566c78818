"""A caller who speaks, types, presses buttons, and listens before going on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.conversation_socket import SocketCaller, calling
from tests.support.event_log import Event
from tests.support.hearing_stack import HearingStack
from tests.support.running_server import running

_TONE = np.sin(2 * np.pi * 300 * np.arange(12_000) / 24_000) * 8000
_HALF_A_SECOND = _TONE.astype("<i2").tobytes()
_SILENCE = bytes(len(_HALF_A_SECOND))
# Claude Code and MCP servers are programs: a busy machine takes its time to start them.
_PATIENCE_SECS = 15.0


class Talk:
    """One caller of a stack that hears. What they wait for comes after their last words."""

    def __init__(self, caller: SocketCaller, stack: HearingStack) -> None:
        self.caller = caller
        self._stack = stack
        self._since = 0

    async def says(self, words: str) -> None:
        """Speak."""
        self._begin()
        await self.begins_to_speak(words)
        await self.ends_speaking()
        await self.until("transcription", role="user", text=words)

    async def begins_to_speak(self, words: str) -> None:
        """Speak for half a second, without the silence by which an end is known.

        Args:
            words: What will be understood in the end.
        """
        self._stack.words.append(words)
        await self.caller.send_frame(_HALF_A_SECOND)

    async def ends_speaking(self) -> None:
        """Be silent."""
        await self.caller.send_frame(_SILENCE)

    async def types(self, words: str) -> None:
        self._begin()
        await self.caller.send(type="text", text=words)

    async def presses(self, wish: str, about: Event, words: str = "") -> None:
        """Press a button about work beside the talk."""
        self._begin()
        which = {name: about[name] for name in ("desk", "id", "question")}
        await self.caller.send(type="assignment", wish=wish, words=words, **which)

    async def hears(self, words: str) -> None:
        """Listen until the agent has said this, and to the end of it."""
        heard = await self._index(
            lambda each: (
                (each["type"], each.get("role"), each.get("final"))
                == ("transcription", "assistant", True)
                and words in each["text"]
            ),
            f"hears {words!r}",
        )
        await self._index(
            lambda each: each == {"v": 1, "type": "state", "state": "listening"}, "silence", heard
        )

    async def until(self, kind: str, **fields: Any) -> Event:
        """The first such event since the caller's last words."""
        at = await self._index(
            lambda each: each["type"] == kind and all(each.get(k) == v for k, v in fields.items()),
            f"{kind} {fields}",
        )
        return self.caller.events[at]

    async def until_next(self, kind: str, since: int, **fields: Any) -> Event:
        """The first such event from a number on."""
        self._since = since
        return await self.until(kind, **fields)

    def told(self, kind: str) -> list[Event]:
        """All events of a kind since the call began."""
        return [each for each in self.caller.events if each["type"] == kind]

    def _begin(self) -> None:
        self._since = len(self.caller.events)

    async def _index(self, matches: Any, what: str, since: int | None = None) -> int:
        at = self._since if since is None else since
        try:
            async with asyncio.timeout(_PATIENCE_SECS):
                while True:
                    while at < len(self.caller.events):
                        if matches(self.caller.events[at]):
                            return at
                        at += 1
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"No {what}; there was {self.caller.events}") from None


@asynccontextmanager
async def talking(settings: Settings, stack: HearingStack) -> AsyncIterator[Talk]:
    """Call a server of the stack's, and hear no greeting."""
    async with (
        running(create_app(settings, stack)) as url,
        calling(url, "talk", greeting="false") as caller,
    ):
        talk = Talk(caller, stack)
        await talk.until("state", state="listening")
        yield talk
