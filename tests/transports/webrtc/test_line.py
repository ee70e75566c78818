"""A peer connection as a line: it ends when its caller does, whenever that is."""

from __future__ import annotations

import asyncio
from typing import Any

from repartee.transports.line import LineEnd
from repartee.transports.webrtc.connection import CallerConnection
from repartee.transports.webrtc.line import WebRTCLine


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
    async with asyncio.timeout(5):
        assert await line.run(Nobody()) is LineEnd.HUNG_UP
