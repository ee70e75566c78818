"""A vendor of a few lines, on a free port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Vendor:
    """What was asked, and where to ask."""

    url: str = ""
    requests: list[tuple[str, Any]] = field(default_factory=list)
    """Path, and the JSON body where there is one."""
    connections: list[str] = field(default_factory=list)
    """By the first path that each was asked."""
    _protocols: list[web.RequestHandler] = field(default_factory=list)

    @property
    def websocket(self) -> str:
        return self.url.replace("http", "ws")

    def hang_up(self) -> None:
        """Close every connection, as a server does that was not asked anything for a while."""
        for protocol in self._protocols:
            protocol.force_close()


@asynccontextmanager
async def vendor(handler: Handler) -> AsyncIterator[Vendor]:
    """Serve every path with one handler."""
    it = Vendor()
    known = it._protocols

    async def handle(request: web.Request) -> web.StreamResponse:
        body = None
        if request.content_type == "application/json" and request.can_read_body:
            body = await request.json()
        it.requests.append((request.path, body))
        if request.protocol not in known:
            known.append(request.protocol)
            it.connections.append(request.path)
        return await handler(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    it.url = f"http://127.0.0.1:{port}"
    try:
        yield it
    finally:
        await runner.cleanup()


def answers(status: int, body: object, **headers: str) -> Handler:
    """A vendor that always answers the same."""

    async def handle(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return handle


def streams(pieces: Sequence[str | bytes], *, drop: bool = False, kind: str = "") -> Handler:
    """A vendor that answers in pieces, and perhaps breaks the connection behind the last."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": kind or "text/event-stream"})
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece.encode() if isinstance(piece, str) else piece)
        if drop:
            await asyncio.sleep(0.05)  # until the pieces have left
            assert request.transport is not None
            request.transport.abort()
            return response
        await response.write_eof()
        return response

    return handle


class Line:
    """A vendor's end of a WebSocket."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self.request = request
        self.socket = socket

    async def tell(self, **message: object) -> None:
        await self.socket.send_str(json.dumps(message))

    async def garble(self) -> None:
        await self.socket.send_str("<html>")

    def drop(self) -> None:
        assert self.request.transport is not None
        self.request.transport.abort()

    async def received(self) -> AsyncIterator[Any]:
        """Messages: parsed JSON, words or bytes."""
        async for message in self.socket:
            if message.type is WSMsgType.TEXT:
                try:
                    yield json.loads(message.data)
                except json.JSONDecodeError:
                    yield message.data
            elif message.type is WSMsgType.BINARY:
                yield message.data


def sockets(serve: Callable[[Line], Awaitable[None]]) -> Handler:
    """A vendor behind a WebSocket."""

    async def handle(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await serve(Line(request, socket))
        return socket

    return handle
