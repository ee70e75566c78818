"""A Daily room in this process, with people in it."""

from __future__ import annotations

import asyncio
from typing import Any

from repartee.transports.daily.call import WROTE, CallListener
from repartee.transports.daily.faults import DailyJoinError


class FakeCall:
    """The agent's place in a room that is only here."""

    def __init__(self, *, paced: bool = True, refuses: str = "") -> None:
        self.url = ""
        self.token = ""
        self.listener: CallListener | None = None
        self.said = bytearray()
        """What the people in the room heard of the agent."""
        self.sent: list[tuple[str, dict[str, Any]]] = []
        """Messages, each with whom it was for; empty for everybody."""
        self.sent_out = False
        self.left = False
        self._refuses = refuses
        self._paced = paced
        self._unsent: list[WROTE] = []

    async def join(self, url: str, token: str, listener: CallListener) -> None:
        if self._refuses:
            self.left = True
            raise DailyJoinError(self._refuses)
        self.url, self.token, self.listener = url, token, listener

    def write(self, pcm: bytes, wrote: WROTE) -> None:
        self.said += pcm
        if self._paced:
            asyncio.get_running_loop().call_later(len(pcm) / 2 / 24_000, wrote)
        else:
            self._unsent.append(wrote)

    def send(self, message: dict[str, Any], to: str = "") -> None:
        self.sent.append((to, message))

    def send_out(self) -> None:
        self.sent_out = True

    async def leave(self) -> None:
        self.left = True

    # What a test does

    @property
    def room(self) -> CallListener:
        assert self.listener is not None, "the agent is not in the room"
        return self.listener

    def sent_one(self) -> None:
        """Let the piece that was written first be sent."""
        self._unsent.pop(0)()

    def messages(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of the server messages of a kind."""
        bodies = [message.get("data") for _, message in self.sent]
        return [each for each in bodies if isinstance(each, dict) and each.get("type") == kind]

    async def until(self, condition: Any, timeout_secs: float = 60) -> None:
        async with asyncio.timeout(timeout_secs):
            while not condition():
                await asyncio.sleep(0.01)
