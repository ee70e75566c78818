"""Who comes back while their conversation is being closed finds all of it, and holds up nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from repartee.conversation import session_manager
from repartee.conversation.claim import Claim
from repartee.conversation.company import Company, CompanyHost, Ticket
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.inbox import Inbox
from repartee.conversation.life import EndReason, SessionState
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices
from repartee.conversation.reception import Reception
from repartee.conversation.session import Session
from repartee.conversation.session_manager import SessionManager
from repartee.conversation.snapshot import Snapshot
from repartee.transports.line import Line, LineEnd, LineKind
from repartee.transports.room import Guest


class Shelf:
    """Keeps conversations in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Snapshot] = {}

    async def open(self) -> None:
        pass

    async def keep(self, snapshot: Snapshot) -> None:
        self.kept[snapshot.conversation_id] = snapshot

    async def find(self, conversation_id: str) -> Snapshot | None:
        return self.kept.get(conversation_id)

    async def forget(self, conversation_id: str) -> None:
        self.kept.pop(conversation_id, None)

    async def forget_all(self) -> None:
        self.kept.clear()


class SlowSession:
    """A conversation that takes as long to close as a test wants, and is kept at the end."""

    def __init__(self, session_id: str, shelf: Shelf, before: Snapshot | None) -> None:
        self.id = session_id
        self.before = before
        self.state = SessionState.LIVE
        self.end_reason: EndReason | None = None
        self.alone_since = 0.0
        self.may_close = asyncio.Event()
        self.tickets: list[Ticket] = []
        book = GuestBook(before.guests, before.invite_token) if before else GuestBook()
        self.company = Company(
            session_id, book, cast(CompanyHost, self), cast(Inbox, self), grace_secs=60, limit=5
        )
        self._shelf = shelf
        self._end_asked = asyncio.Event()

    async def receive(self, ticket: Ticket, _line: Line) -> LineEnd:
        self.tickets.append(ticket)
        return LineEnd.HUNG_UP

    def end(self, reason: EndReason) -> None:
        self.end_reason = self.end_reason or reason
        self._end_asked.set()

    async def run(self) -> None:
        await self._end_asked.wait()
        self.state = SessionState.ENDING
        await self.may_close.wait()
        book, said = self.company.book, ({"role": "user", "content": "the last word"},)
        await self._shelf.keep(Snapshot(self.id, book.entries, book.invite_token, said, Choices()))

    def welcome(self, guest: Guest, *, back: bool) -> None:
        """Nobody is greeted here."""


class Caller:
    """A line of somebody who only comes in."""

    kind = LineKind.WEBSOCKET


class House:
    """A reception, and the sessions it made."""

    def __init__(self, limit: int = 8) -> None:
        self.made: list[SlowSession] = []
        self.sessions = SessionManager(limit)
        self.shelf = Shelf()
        self.reception = Reception(self.sessions, self._make, self.shelf, Menu())

    def _make(self, session_id: str, _choices: Choices, before: Snapshot | None) -> Session:
        self.made.append(SlowSession(session_id, self.shelf, before))
        return cast(Session, self.made[-1])

    async def enter(self, claim: Claim | None = None) -> SlowSession:
        await self.reception.receive(cast(Line, Caller()), Choices(), claim)
        return self.made[-1]


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0)


def _right(session: SlowSession) -> Claim:
    return Claim(session.id, session.tickets[0].token)


async def test_who_comes_back_while_it_is_closed_finds_all_of_it() -> None:
    house = House()
    first = await house.enter()
    first.end(EndReason.CALLER_LEFT)
    checking = asyncio.create_task(house.reception.check(_right(first)))
    coming = asyncio.create_task(house.enter(_right(first)))
    await _until(lambda: first.state is SessionState.ENDING)
    first.may_close.set()
    await checking
    second = await coming
    assert second is not first
    assert second.before is not None
    assert second.before.messages[-1]["content"] == "the last word"


async def test_nobody_else_waits_for_a_conversation_that_is_slow_to_close() -> None:
    house = House()
    first = await house.enter()
    first.end(EndReason.CALLER_LEFT)
    coming = asyncio.create_task(house.enter(_right(first)))
    await _until(lambda: first.state is SessionState.ENDING)
    async with asyncio.timeout(1):
        other = await house.enter()
    assert house.sessions.find(other.id)
    assert not coming.done()
    first.may_close.set()
    await coming


async def test_one_that_closes_too_late_does_not_take_its_successor_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_manager, "_CLOSE_TIMEOUT_SECS", 0.01)
    house = House()
    claim = Claim("talk")
    first = await house.enter(claim)
    first.end(EndReason.CALLER_LEFT)
    second = await house.enter(claim)
    first.may_close.set()
    await _until(lambda: bool(house.shelf.kept))
    await asyncio.sleep(0)
    assert house.sessions.find("talk") is cast(Session, second)


async def test_each_newcomer_makes_another_held_conversation_give_way() -> None:
    house = House(limit=2)
    held = [await house.enter(), await house.enter()]
    for alone_since, session in enumerate(held):
        session.state, session.alone_since = SessionState.HELD, alone_since
    await asyncio.gather(house.enter(), house.enter())
    assert [session.end_reason for session in held] == [EndReason.CALLER_LEFT] * 2
