"""A peer connection as a line: it ends when its caller does, whenever that is."""

from __future__ import annotations

import asyncio
from typing import Any

from repartee.transports.line import LineEnd
from repartee.transports.webrtc.connection import CallerConnection
from repartee.transports.webrtc.line import WebRTCLine
from tests.support.peer import Peer
from tests.support.scripted_stack import ScriptedStack


class Nobody:
    """A listener to whom nothing is said."""

    def heard(self, pcm: bytes) -> None:
        raise AssertionError(pcm)

    def told(self, message: dict[str, Any]) -> None:
        raise AssertionError(message)

    def pressed(self, key: str) -> None:
        raise AssertionError(key)


async def test_a_caller_who_went_while_being_let_in_holds_no_line() -> None:
    connection = CallerConnection([], max_text_chars=100)
    line = WebRTCLine(connection, 24_000)
    told = asyncio.Event()

    async def on_closed(_connection: object) -> None:
        told.set()

    connection.add_event_handler("closed", on_closed)
    await connection.close()
    await told.wait()
    async with asyncio.timeout(60):
        assert await line.run(Nobody()) is LineEnd.HUNG_UP


async def test_a_message_that_is_too_large_is_left_out_and_the_next_one_comes(
    url: str, stack: ScriptedStack
) -> None:
    async with await Peer(url).connect() as peer:
        await peer.wait_for("bot-ready")
        (host,) = stack.hosts
        host.tell({"type": "huge", "text": "x" * 300_000})
        host.tell({"type": "small"})
        await peer.wait_for("server-message", type="small")
        huge = [each for each in peer.messages if (each.get("data") or {}).get("type") == "huge"]
        assert not huge
