"""Conversations are let in, and seen out."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from repartee.conversation.session import Session
from repartee.conversation.session_manager import DrainingError, SessionManager
from tests.support.talking_session import TalkingSession


def _talk(sessions: SessionManager, session_id: str) -> TalkingSession:
    talk = TalkingSession(session_id)
    sessions.start(cast(Session, talk))
    return talk


async def test_while_it_drains_those_who_talk_go_on_and_nobody_else_begins() -> None:
    sessions = SessionManager(4)
    first = _talk(sessions, "first")
    sessions.drain()
    with pytest.raises(DrainingError):
        sessions.admit()
    with pytest.raises(DrainingError):
        _talk(sessions, "second")
    # Who was cut off comes back into what goes on.
    assert sessions.find("first") is cast(Session, first)
    assert first.end_reason is None
    await sessions.close()


async def test_those_who_talk_are_told_once_and_once_more_when_it_is_taken_back() -> None:
    sessions = SessionManager(4)
    talk = _talk(sessions, "talk")
    for change in (
        sessions.stop_draining,
        sessions.drain,
        sessions.drain,
        sessions.stop_draining,
        sessions.stop_draining,
    ):
        change()
    assert [(each["type"], each["on"]) for each in talk.told] == [
        ("draining", True),
        ("draining", False),
    ]
    sessions.admit()
    await sessions.close()


async def test_it_is_empty_when_the_last_one_is_over() -> None:
    sessions = SessionManager(4)
    await sessions.wait_until_empty()
    talks = [_talk(sessions, each) for each in ("first", "second")]
    waiting = asyncio.create_task(sessions.wait_until_empty())
    for talk in talks:
        assert not waiting.done()
        talk.hang_up()
        for _ in range(10):
            await asyncio.sleep(0)
    await waiting
    assert sessions.live == []
