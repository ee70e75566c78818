"""A plain WebSocket client of the PCM16 dialect."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.event_log import Event, EventLog

_PATIENCE_SECS = 60.0


class SocketCaller:
    """Sends what it is told to, and keeps what it hears and is told."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._log = EventLog(_PATIENCE_SECS)
        self.events = self._log.events
        self.closed = self._log.closed
        self.sound = bytearray()
        self._reading = asyncio.create_task(self._read())

    @property
    def close_code(self) -> int | None:
        return self._socket.close_code

    async def send(self, **event: Any) -> None:
        await self._socket.send(json.dumps(event))

    async def send_frame(self, frame: bytes | str) -> None:
        await self._socket.send(frame)

    async def event(self, kind: str, matches: Callable[[Event], bool] = lambda _: True) -> Event:
        """The next such event; whatever comes before it is passed over."""
        return await self._log.next(kind, matches)

    async def also(self, kind: str, *, since: int) -> None:
        """Wait until such an event has come, as one of those from a number on, in any order."""
        await self._log.until(lambda: any(event["type"] == kind for event in self.events[since:]))

    async def said(self, role: str) -> str:
        """What somebody says next, when it is final."""
        event = await self.event("transcription", lambda e: e["role"] == role and e["final"])
        return str(event["text"])

    async def heard(self, n_bytes: int) -> None:
        """Wait until so much more sound has come."""
        wanted = len(self.sound) + n_bytes
        await self._log.until(lambda: len(self.sound) >= wanted)

    async def close_comes(self) -> int | None:
        async with asyncio.timeout(_PATIENCE_SECS):
            await self.closed.wait()
        return self.close_code

    async def vanish(self) -> None:
        """Break the connection without a word."""
        self._socket.transport.abort()
        await self.closed.wait()

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                if isinstance(frame, bytes):
                    self.sound += frame
                    await self._log.look_again()
                else:
                    await self._log.add(json.loads(frame))
        except ConnectionClosed:
            pass
        finally:
            await self._log.close(self.close_code)


@asynccontextmanager
async def calling(url: str, conversation_id: str, **query: str) -> AsyncIterator[SocketCaller]:
    """Call a conversation until the block is left."""
    path = f"/api/realtime/pipecat/ws/{conversation_id}"
    address = f"{url.replace('http', 'ws', 1)}{path}?{urlencode(query)}"
    async with connect(address, compression=None) as socket:
        caller = SocketCaller(socket)
        try:
            yield caller
        finally:
            await socket.close()
            await caller.closed.wait()
