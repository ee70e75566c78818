"""A server that is asked to stop lets those finish who talk, within bounds."""

from __future__ import annotations

import asyncio
import signal
from typing import cast

import uvicorn
from fastapi import FastAPI

from repartee.cli.patient_server import PatientServer
from repartee.conversation.session import Session
from repartee.conversation.session_manager import SessionManager
from repartee.models.downloads import Downloads
from tests.support.talking_session import TalkingSession


class House:
    """A server with one conversation."""

    def __init__(self, drain_secs: float) -> None:
        self.sessions = SessionManager(4)
        self.talk = TalkingSession("one")
        self.sessions.start(cast(Session, self.talk))
        config = uvicorn.Config(FastAPI(), log_config=None)
        # It is never served, so nobody watches a download.
        downloads = cast(Downloads, None)
        self.server = PatientServer(config, downloads, self.sessions, drain_secs)

    async def hang_up(self) -> None:
        self.talk.hang_up()
        await self.sessions.wait_until_empty()


async def _until_stopping(server: PatientServer) -> None:
    async with asyncio.timeout(60):
        while not server.should_exit:
            await asyncio.sleep(0)


async def test_a_server_that_is_told_to_stop_waits_for_the_last_conversation() -> None:
    house = House(drain_secs=3600)
    house.server.terminate()
    await asyncio.sleep(0)
    assert house.sessions.draining
    assert not house.server.should_exit
    await house.hang_up()
    await _until_stopping(house.server)
    assert not house.server.force_exit


async def test_its_patience_ends() -> None:
    house = House(drain_secs=0.01)
    house.server.terminate()
    await _until_stopping(house.server)
    assert house.sessions.active == 1
    await house.hang_up()


async def test_who_is_told_twice_stops_at_once() -> None:
    house = House(drain_secs=3600)
    house.server.terminate()
    house.server.terminate()
    assert house.server.should_exit
    assert not house.server.force_exit
    await house.hang_up()


async def test_an_interruption_is_not_slowed_down() -> None:
    house = House(drain_secs=3600)
    house.server.terminate()
    house.server.handle_exit(signal.SIGINT, None)
    assert house.server.should_exit
    assert not house.server.force_exit
    await house.hang_up()


async def test_without_patience_it_stops_at_once() -> None:
    house = House(drain_secs=0)
    house.server.terminate()
    assert house.server.should_exit
    assert not house.sessions.draining
    await house.hang_up()
