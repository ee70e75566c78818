"""A conversation is cut, in each of several ways, and its caller comes back."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from repartee.caller import Call, CallerError, Patience, Transport
from tests.conversations.ways import Words, calling, kept
from tests.support.server_process import ServerProcess

_PATIENCE = Patience(greeting=30, answer=40, quiet=0.6, longest_answer=20)
_WELCOME_WITHIN_SECS = 10.0
_WELCOME_SECS = 3.0
_KEPT_WITHIN_SECS = 15.0
# In the middle of an answer, or after it.
_LONGEST_STAY_SECS = 2.5
_NAMES = ("anna", "maria", "peter", "laura", "thomas", "paul", "sarah", "daniel", "emma", "david")


class Cut(Enum):
    """How a caller loses their connection."""

    GONE = "network gone"
    """The sockets are shut without a word."""
    RELOADED = "page reloaded"
    """The new connection comes while the server still has the old one."""
    RESTARTED = "server killed and started again"


@dataclass(frozen=True)
class Passage:
    """A way out and a way back."""

    cut: Cut
    before: Transport
    after: Transport

    def __str__(self) -> str:
        return f"{self.cut.value}, {self.before.value} → {self.after.value}"


W, S, P = Transport.WEBRTC, Transport.WEBSOCKET, Transport.PCM16
PASSAGES = (
    *(Passage(Cut.GONE, way, way) for way in (W, S, P)),
    *(Passage(Cut.RELOADED, way, way) for way in (W, S, P)),
    Passage(Cut.GONE, W, S),
    Passage(Cut.GONE, S, W),
    Passage(Cut.GONE, S, P),
    *(Passage(Cut.RESTARTED, way, way) for way in (W, S)),
)


@dataclass(frozen=True)
class Return:
    """What came of one."""

    passage: Passage
    seconds: float
    """From the first request to the agent being ready again."""
    complaints: tuple[str, ...]
    """What was not as it should be."""


class Traveller:
    """One caller: tells their name, is cut off, comes back, and asks for it."""

    def __init__(self, server: ServerProcess, passage: Passage, number: int) -> None:
        self.passage = passage
        self._server = server
        self._chance = random.Random(number)
        self._name = _NAMES[number % len(_NAMES)]
        self._said = (f"my name is {self._name}", "what is ten plus five", "what is my name")
        self._first: Call | None = None

    async def depart(self) -> None:
        """Talk, and be cut off in the middle of an answer or after it."""
        self._first = first = await self._call(self.passage.before)
        await first.greeting()
        await first.type(self._said[0])
        await first.type(self._said[1], hear_out=False)
        await first.wait(self._chance.uniform(0, _LONGEST_STAY_SECS))
        if self.passage.cut is Cut.GONE:
            await first.hang_up(abrupt=True)

    async def arrive(self) -> Return:
        """Come back, and see what is remembered."""
        assert self._first is not None
        assert self._first.conversation is not None
        started = time.monotonic()
        complaints: list[str] = []
        try:
            second = await self._call(self.passage.after, back=True)
        except CallerError as error:
            return Return(self.passage, time.monotonic() - started, (f"not let in: {error}",))
        seconds = time.monotonic() - started
        try:
            complaints += await self._look_around(second)
        except CallerError as error:
            complaints.append(f"hung up: {error}")
        finally:
            await self._first.hang_up(abrupt=True)
            await second.hang_up()
        complaints += await self._history(self._first.conversation.ticket.conversation_id)
        return Return(self.passage, seconds, tuple(complaints))

    async def _call(self, way: Transport, *, back: bool = False) -> Call:
        told = self._first.conversation if self._first and back else None
        ticket = told.ticket if told else None
        call = calling(self._server.url, way, ticket, patience=_PATIENCE, greeting=True)
        return await call.__aenter__()

    async def _look_around(self, second: Call) -> list[str]:
        complaints = []
        if second.conversation is None or not second.conversation.resumed:
            complaints.append("not resumed")
        welcome = await _welcome(second)
        if "back" not in welcome.lower():
            complaints.append(f"was greeted with {welcome!r}")
        answer = await second.type(self._said[2])
        if self._name not in answer.answer_text.lower():
            complaints.append(f"does not know {self._name}: {answer.answer_text!r}")
        return complaints

    async def _history(self, conversation_id: str) -> list[str]:
        """Wait until all is kept, and compare it with what was said."""
        until = time.monotonic() + _KEPT_WITHIN_SECS
        while (faults := self._faults(kept(self._server.data, conversation_id))) and (
            time.monotonic() < until
        ):
            await asyncio.sleep(0.1)
        return faults

    def _faults(self, words: Sequence[Words]) -> list[str]:
        said = [each.text.lower().strip(" ?.!") for each in words if each.role == "user"]
        last = words[-1].text.lower() if words else ""
        faults = [] if said == [*self._said] else [f"the history has {said}"]
        return faults if self._name in last else [*faults, f"the history ends with {last!r}"]


async def _welcome(call: Call) -> str:
    """Hear the agent out, which may first end the answer that was under way."""
    await call.greeting()
    until = time.monotonic() + _WELCOME_WITHIN_SECS
    while "back" not in call.turns[0].answer_text.lower() and time.monotonic() < until:
        await call.wait(0.2)
        if "back" in call.turns[0].answer_text.lower():
            await call.wait(_WELCOME_SECS)
    return call.turns[0].answer_text


async def there_and_back(
    server: ServerProcess, passage: Passage, times: int, at_once: int = 4
) -> list[Return]:
    """Let several callers make a passage.

    Args:
        server: Where to; killed on the way if the passage says so.
        passage: How.
        times: How many callers.
        at_once: How many together.
    """
    returns: list[Return] = []
    for first in range(0, times, at_once):
        travellers = [Traveller(server, passage, n) for n in range(first, first + at_once)]
        await asyncio.gather(*(each.depart() for each in travellers))
        if passage.cut is Cut.RESTARTED:
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        returns += await asyncio.gather(*(each.arrive() for each in travellers))
    return returns[:times]
