"""A Daily room as one line of a conversation."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from repartee.transports.daily.line import DailyLine
from repartee.transports.line import LineEnd
from tests.support.daily_room import FakeCall

RATE = 24_000
PIECE = bytes(RATE // 50 * 2)
CONVERSATION = {"type": "server-message", "data": {"type": "conversation", "resume_token": "r"}}


class Listener:
    def __init__(self) -> None:
        self.sound = bytearray()
        self.messages: list[dict[str, Any]] = []

    def heard(self, pcm: bytes) -> None:
        self.sound += pcm

    def told(self, message: dict[str, Any]) -> None:
        self.messages.append(message)

    def pressed(self, key: str) -> None:
        raise AssertionError("a room has no keys")


class Stage:
    """A line on a room, and a conversation listening to it."""

    def __init__(self, call: FakeCall, empty_secs: float = 30.0) -> None:
        self.call = call
        self.line = DailyLine(call, RATE, max_text_chars=100, empty_secs=empty_secs)
        self.listener = Listener()
        self.running: asyncio.Task[LineEnd] | None = None

    async def begin(self, *people: str) -> Stage:
        await self.line.join("https://x.daily.co/room", "agent-token")
        for person in people:
            self.call.room.came(person, person.title())
        self.running = asyncio.create_task(self.line.run(self.listener))
        await asyncio.sleep(0)
        return self

    async def end(self, timeout_secs: float = 60) -> LineEnd:
        assert self.running is not None
        async with asyncio.timeout(timeout_secs):
            return await self.running


async def test_it_waits_for_somebody_to_come() -> None:
    stage = Stage(FakeCall())
    await stage.line.join("https://x.daily.co/room", "")
    assert not await stage.line.wait_for_somebody(0.01)
    waiting = asyncio.create_task(stage.line.wait_for_somebody(None))
    await asyncio.sleep(0)
    stage.call.room.came("anna", "Anna")
    assert await waiting


async def test_a_room_that_is_taken_away_is_not_waited_in() -> None:
    stage = Stage(FakeCall())
    await stage.line.join("https://x.daily.co/room", "")
    stage.call.room.ended()
    assert not await stage.line.wait_for_somebody(None)


async def test_everybody_in_the_room_is_heard() -> None:
    stage = await Stage(FakeCall()).begin("anna", "ben")
    for _ in range(3):
        stage.call.room.heard("anna", b"\1\0" * 320)
        stage.call.room.heard("ben", b"\2\0" * 320)
    stage.call.room.heard("a stranger", b"\7\0" * 320)
    assert b"\3\0" in stage.listener.sound
    assert b"\7\0" not in stage.listener.sound


async def test_the_agent_is_heard_at_the_pace_at_which_daily_sends() -> None:
    stage = await Stage(FakeCall(paced=False)).begin("anna")
    for _ in range(5):
        stage.line.play(PIECE, RATE)
    assert len(stage.call.said) == 2 * len(PIECE)
    stage.call.sent_one()
    assert len(stage.call.said) == 3 * len(PIECE)


async def test_an_interruption_forgets_what_was_not_sent() -> None:
    stage = await Stage(FakeCall(paced=False)).begin("anna")
    for _ in range(10):
        stage.line.play(PIECE, RATE)
    stage.line.clear()
    for _ in range(2):
        stage.call.sent_one()
    assert len(stage.call.said) == 2 * len(PIECE)
    stage.line.play(PIECE, RATE)
    assert len(stage.call.said) == 3 * len(PIECE)


async def test_a_call_that_sends_nothing_costs_no_memory() -> None:
    stage = await Stage(FakeCall(paced=False)).begin("anna")
    for _ in range(500):
        stage.line.play(PIECE, RATE)
    assert sum(map(len, stage.line._waiting)) <= 2 * RATE


async def test_the_last_to_leave_ends_it_after_a_while() -> None:
    stage = await Stage(FakeCall(), empty_secs=0.05).begin("anna", "ben")
    stage.call.room.went("anna")
    stage.call.room.went("somebody else")
    await asyncio.sleep(0.1)
    assert stage.running is not None
    assert not stage.running.done()
    stage.call.room.went("ben")
    assert await stage.end() is LineEnd.HUNG_UP


async def test_who_loads_the_page_anew_goes_on_and_is_told_how_to_come_back() -> None:
    stage = await Stage(FakeCall(), empty_secs=0.1).begin("anna")
    stage.line.send(CONVERSATION)
    stage.call.room.went("anna")
    stage.call.room.came("anna-again", "Anna")
    await asyncio.sleep(0.2)
    assert stage.running is not None
    assert not stage.running.done()
    assert stage.call.sent == [("", CONVERSATION), ("anna-again", CONVERSATION)]


async def test_a_room_that_is_gone_is_a_line_that_is_lost() -> None:
    stage = await Stage(FakeCall()).begin("anna")
    stage.call.room.ended()
    assert await stage.end() is LineEnd.LOST


async def test_closing_sends_everybody_out_once() -> None:
    stage = await Stage(FakeCall()).begin("anna")
    await asyncio.gather(stage.line.close("goodbye", "Bye."), stage.line.close("goodbye", "Bye."))
    assert await stage.end() is LineEnd.CLOSED
    assert stage.call.sent_out
    assert stage.call.left


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        "text",
        [],
        {},
        {"type": "llm-function-call-result", "data": {}},
        {"type": "send-text", "data": {"content": "x" * 101}},
        {"event": "chat-msg", "message": "x" * 101},
        {"event": "something"},
    ],
)
async def test_what_may_not_be_sent_is_not_passed_on(message: object) -> None:
    stage = await Stage(FakeCall()).begin("anna")
    stage.call.room.told("anna", message)
    assert stage.listener.messages == []


async def test_messages_and_dailys_own_chat_reach_the_conversation() -> None:
    stage = await Stage(FakeCall()).begin("anna")
    ready = {"label": "rtvi-ai", "type": "client-ready", "id": "1", "data": {}}
    stage.call.room.told("anna", ready)
    stage.call.room.told("anna", {"event": "chat-msg", "message": "What time is it?", "name": "A"})
    assert stage.listener.messages[0] == ready
    assert stage.listener.messages[1]["type"] == "send-text"
    assert stage.listener.messages[1]["data"]["content"] == "What time is it?"


async def test_sound_at_another_rate_is_a_mistake_of_ours() -> None:
    stage = await Stage(FakeCall()).begin("anna")
    with pytest.raises(ValueError, match="24000 Hz"):
        stage.line.play(PIECE, 16_000)
