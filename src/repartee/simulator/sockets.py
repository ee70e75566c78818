"""A WebSocket whose messages a fault may hold back, replace or cut off."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping

from aiohttp import WSMsgType, web

from repartee.simulator.interference import interference_of

GARBAGE_MESSAGE = '{"type": "???", "'
"""Broken JSON: what is sent for garbage where a vendor has nothing worse."""
_MOST_BYTES = 16 * 2**20


class Socket:
    """The vendor's end of a WebSocket.

    socket = await Socket.accept(request)
    async for message in socket.messages():   # str or bytes
        await socket.send({"type": "transcript", …})
    """

    def __init__(self, request: web.Request, websocket: web.WebSocketResponse) -> None:
        """Made by `accept`."""
        self.response = websocket
        """What the handler returns."""
        self._interference = interference_of(request)

    @classmethod
    async def accept(cls, request: web.Request, protocols: tuple[str, ...] = ()) -> Socket:
        """Shake hands.

        Args:
            request: The upgrade; a fault with a status has been answered before.
            protocols: Subprotocols that the vendor speaks.
        """
        websocket = web.WebSocketResponse(max_msg_size=_MOST_BYTES, protocols=protocols)
        await websocket.prepare(request)
        socket = cls(request, websocket)
        socket._interference.begin()
        return socket

    async def messages(self) -> AsyncIterator[str | bytes]:
        """What the caller sends, until it closes.

        Yields:
            str | bytes: A message.
        """
        async for message in self.response:
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                yield message.data

    async def send(self, message: Mapping[str, object] | bytes) -> None:
        """Send JSON or bytes.

        Args:
            message: What the vendor would send.

        Raises:
            CutOffError: If the connection was broken instead.
            ConnectionResetError: If the caller has gone.
        """
        if not await self._interference.passes():
            await self.response.send_str(GARBAGE_MESSAGE)
        elif isinstance(message, bytes):
            await self.response.send_bytes(message)
        else:
            await self.response.send_str(json.dumps(message))

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close it.

        Args:
            code: The vendor's close code.
            reason: At most 123 bytes.
        """
        await self.response.close(code=code, message=reason.encode()[:123])
