"""One conversation without a server: a line that is driven by hand, and an archive in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import numpy as np

from repartee.conversation.budget import Purse
from repartee.conversation.claim import Claim
from repartee.conversation.events import Event
from repartee.conversation.life import EndReason
from repartee.conversation.parts import Choices, ConversationLimits, Parts
from repartee.conversation.session import Session
from repartee.conversation.snapshot import Snapshot
from repartee.conversation.taping import Studio
from repartee.transports.line import HEARD_RATE, LineEnd, LineKind, LineListener

_PATIENCE_SECS = 60.0
_TICK_SECS = 0.02

E = TypeVar("E", bound=Event)


class MemoryChronicle:
    """Keeps what is noted."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.hangs = False
        self.closed = False

    def note(self, event: Event) -> None:
        self.events.append(event)

    async def durable(self) -> None:
        while self.hangs:
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        self.closed = True

    def of(self, kind: type[E]) -> list[E]:
        """The events of one kind, in order."""
        return [each for each in self.events if isinstance(each, kind)]


class MemoryArchive:
    """Keeps chronicles by conversation."""

    def __init__(self) -> None:
        self.chronicles: dict[str, MemoryChronicle] = {}

    async def chronicle(self, conversation_id: str) -> MemoryChronicle:
        return self.chronicles.setdefault(conversation_id, MemoryChronicle())


class HandLine:
    """A caller's line: what is said into it, and what came out of it and when."""

    kind = LineKind.WEBSOCKET
    takes_back = True

    def __init__(self, lead_secs: float = 0.04) -> None:
        self.lead_secs = lead_secs
        self.sent: list[dict[str, Any]] = []
        self.heard_secs = 0.0
        """How much sound was handed out and not taken back."""
        self._ended: asyncio.Future[LineEnd] = asyncio.get_running_loop().create_future()
        self._listener: LineListener | None = None
        self._clock = asyncio.get_running_loop().time
        self._ends_at = 0.0

    async def run(self, listener: LineListener) -> LineEnd:
        self._listener = listener
        listener.told({"label": "rtvi-ai", "type": "client-ready", "id": "1", "data": {}})
        return await self._ended

    def play(self, pcm: bytes, sample_rate: int) -> None:
        secs = len(pcm) / 2 / sample_rate
        self._ends_at = max(self._ends_at, self._clock()) + secs
        self.heard_secs += secs

    def clear(self) -> None:
        self.heard_secs -= max(0.0, self._ends_at - self._clock())
        self._ends_at = 0.0

    def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def close(self, reason: str, message: str) -> None:
        self._end(LineEnd.CLOSED)

    # What the test does

    def hang_up(self) -> None:
        self._end(LineEnd.HUNG_UP)

    def type(self, text: str) -> None:
        options = {"run_immediately": True, "audio_response": True}
        data = {"content": text, "options": options}
        self._tell({"label": "rtvi-ai", "type": "send-text", "id": "2", "data": data})

    def interrupt(self) -> None:
        self.wish({"t": "interrupt"})

    def wish(self, data: dict[str, Any]) -> None:
        """Send what a button of the page sends."""
        self._tell({"label": "rtvi-ai", "type": "client-message", "id": "3", "data": data})

    def says(self, pcm: bytes) -> None:
        """Deliver some sound."""
        assert self._listener is not None
        self._listener.heard(pcm)

    async def speak(self, secs: float) -> None:
        """Make loud sound in real time, and then silence for a second."""
        tick = int(HEARD_RATE * _TICK_SECS)
        loud = (np.sin(2 * np.pi * 300 * np.arange(tick) / HEARD_RATE) * 8000).astype("<i2")
        for index in range(int((secs + 1.0) / _TICK_SECS)):
            assert self._listener is not None
            is_loud = index < secs / _TICK_SECS
            self._listener.heard(loud.tobytes() if is_loud else bytes(2 * tick))
            await asyncio.sleep(_TICK_SECS)

    def _tell(self, message: dict[str, Any]) -> None:
        assert self._listener is not None
        self._listener.told(message)

    def _end(self, end: LineEnd) -> None:
        if not self._ended.done():
            self._ended.set_result(end)


class Sitting:
    """A conversation that goes on, with one caller."""

    def __init__(self, session: Session, line: HandLine, chronicle: MemoryChronicle) -> None:
        self.session = session
        self.line = line
        self.written = chronicle

    async def until(self, met: Callable[[], object]) -> None:
        """Wait for something to be so."""
        async with asyncio.timeout(_PATIENCE_SECS):
            while not met():
                await asyncio.sleep(0.005)

    async def until_written(self, kind: type[E], count: int = 1) -> E:
        """Wait for the so-many-th event of a kind."""
        await self.until(lambda: len(self.written.of(kind)) >= count)
        return self.written.of(kind)[count - 1]


@asynccontextmanager
async def sitting(
    parts: Parts,
    archive: MemoryArchive | None = None,
    *,
    choices: Choices | None = None,
    before: Snapshot | None = None,
    line: HandLine | None = None,
    grace_secs: float = 0.0,
    studio: Studio | None = None,
    purse: Purse | None = None,
) -> AsyncIterator[Sitting]:
    """Hold a conversation; it is ended, and all of it written, when the block is left."""
    archive = archive or MemoryArchive()
    limits = ConversationLimits(idle_secs=300, longest_secs=600, grace_secs=grace_secs)
    session = Session(
        "c1",
        parts,
        limits=limits,
        choices=choices or Choices(),
        before=before,
        archive=archive,
        studio=studio,
        purse=purse,
    )
    ticket = session.company.admit(Claim())
    life = asyncio.create_task(session.run())
    chronicle = await archive.chronicle("c1")
    line = line or HandLine()
    receiving = asyncio.create_task(session.receive(ticket, line))
    it = Sitting(session, line, chronicle)
    try:
        await it.until(lambda: any(each.get("type") == "bot-ready" for each in line.sent))
        yield it
    finally:
        session.end(EndReason.STOPPING)
        async with asyncio.timeout(_PATIENCE_SECS):
            await asyncio.gather(life, receiving)
