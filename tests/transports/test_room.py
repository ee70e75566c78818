"""Lines come and go in a room, and everybody in it gets what is theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from repartee.transports.line import HEARD_RATE, LineEnd, LineKind, LineListener
from repartee.transports.room import Guest, Room
from repartee.transports.webrtc.loudspeaker import LoudspeakerTrack

ANNA, BOB = Guest("guest-1", "Anna"), Guest("guest-2", "Bob")
TICK_SECS = 0.02


class ScriptedLine:
    """A line whose caller does what a test says."""

    kind = LineKind.WEBRTC
    lead_secs = 0.04
    takes_back = True

    def __init__(self, sample_rate: int) -> None:
        self.ended: asyncio.Future[LineEnd] = asyncio.get_running_loop().create_future()
        self.listener: LineListener | None = None
        self.loud_bytes = 0
        self.clears = 0
        self.sent: list[dict[str, Any]] = []
        self._loudspeaker = LoudspeakerTrack(sample_rate)

    async def run(self, listener: LineListener) -> LineEnd:
        self.listener = listener
        return await self.ended

    def says(self, secs: float) -> None:
        assert self.listener is not None
        self.listener.heard(_sound(HEARD_RATE, secs))

    def sends(self, message: dict[str, Any]) -> None:
        assert self.listener is not None
        self.listener.told(message)

    def play(self, pcm: bytes, sample_rate: int) -> None:
        del sample_rate
        self._loudspeaker.put(pcm)
        self.loud_bytes += len(pcm.strip(b"\0"))

    def clear(self) -> None:
        self.clears += 1

    def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def close(self, reason: str, message: str) -> None:
        del reason, message
        if not self.ended.done():
            self.ended.set_result(LineEnd.CLOSED)


class Noted:
    """A room's listener that takes note of who went."""

    def __init__(self) -> None:
        self.gone: list[Guest] = []

    def came(self, guest: Guest, *, back: bool) -> None:
        del guest, back

    def went(self, guest: Guest, end: LineEnd) -> None:
        del end
        self.gone.append(guest)

    def told(self, guest: Guest, message: dict[str, Any]) -> bool:
        del guest, message
        return False

    def pressed(self, guest: Guest, key: str) -> None:
        del guest, key


def _sound(rate: int, secs: float) -> bytes:
    return np.full(int(rate * secs), 5000, np.int16).tobytes()


@asynccontextmanager
async def company(
    sample_rate: int = 24_000,
) -> AsyncIterator[tuple[Room, ScriptedLine, ScriptedLine]]:
    """Anna and Bob in a room."""
    noted = Noted()
    room = Room(sample_rate, noted)
    annas, bobs = ScriptedLine(sample_rate), ScriptedLine(sample_rate)
    async with asyncio.TaskGroup() as seats:
        for guest, line in ((ANNA, annas), (BOB, bobs)):
            seats.create_task(room.seat(guest, line))
            while line.listener is None:
                await asyncio.sleep(0)
        yield room, annas, bobs
        bobs.ended.set_result(LineEnd.HUNG_UP)
        while BOB not in noted.gone:
            await asyncio.sleep(0)
        annas.ended.set_result(LineEnd.HUNG_UP)
    assert noted.gone == [BOB, ANNA]


async def _heard(line: ScriptedLine) -> None:
    async with asyncio.timeout(60):
        while not line.loud_bytes:
            await asyncio.sleep(TICK_SECS)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000])
async def test_company_hears_the_agent_at_every_voices_rate(rate: int) -> None:
    async with company(rate) as (room, annas, bobs):
        room.play(_sound(rate, TICK_SECS))
        await _heard(annas)
        await _heard(bobs)
        # What is left of it when one of them goes is handed on to the other.
        room.play(_sound(rate, TICK_SECS))


async def test_who_begins_to_speak_is_heard_by_the_others_from_the_beginning() -> None:
    async with company() as (room, annas, bobs):
        # Pipecat interrupts the agent at each beginning of speech, even if it is silent.
        async with asyncio.timeout(60):
            cleared = -1
            while bobs.clears > cleared:
                cleared = bobs.clears
                await asyncio.sleep(TICK_SECS)
                annas.says(TICK_SECS)
                room.clear()


async def test_an_agent_that_is_interrupted_is_silent_at_once() -> None:
    async with company() as (room, _annas, bobs):
        room.play(_sound(24_000, 0.2))
        await _heard(bobs)
        room.clear()
        assert bobs.clears == 1


async def test_a_guest_cannot_keep_the_servers_messages_from_the_others() -> None:
    async with company() as (room, annas, bobs):
        annas.sends({"type": "client-message", "id": "talk", "data": {"t": "anything"}})
        ending = {"type": "server-message", "id": "talk", "data": {"type": "ending"}}
        room.announce(ending)
        assert bobs.sent == [ending]


async def test_an_answer_goes_to_who_asked() -> None:
    async with company() as (room, annas, bobs):
        annas.sends({"type": "client-message", "id": "a1", "data": {"t": "anything"}})
        answer = {"type": "server-response", "id": "a1", "data": {"t": "anything"}}
        room.announce(answer)
        assert (annas.sent, bobs.sent) == ([answer], [])


class NotedTap:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.callers = bytearray()
        self.agent: list[tuple[int, int, float]] = []
        self.clears = 0

    def heard(self, pcm: bytes) -> None:
        self.callers += pcm

    def played(self, pcm: bytes, sample_rate: int, in_secs: float) -> None:
        self.agent.append((len(pcm), sample_rate, in_secs))

    def cleared(self) -> None:
        self.clears += 1


async def test_a_tap_is_given_all_callers_together_and_the_agent_once() -> None:
    tap = NotedTap()
    async with company() as (room, annas, bobs):
        room.tap = tap
        room.play(_sound(24_000, TICK_SECS), 0.1)
        room.clear()
        async with asyncio.timeout(60):
            # Both say 5000.
            while np.frombuffer(tap.callers, np.int16).max(initial=0) < 10_000:
                annas.says(TICK_SECS)
                bobs.says(TICK_SECS)
                await asyncio.sleep(TICK_SECS)
        room.tap = None
    assert tap.agent == [(960, 24_000, 0.1)]
    assert tap.clears == 1
