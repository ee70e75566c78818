"""A server that takes every request at any path, notes it, and answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import web
from aiohttp.web_request import FileField

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    """HTTP's; `WS` for a WebSocket."""
    host: str
    """As the client addressed it: host and port."""
    path: str
    """Without the query."""
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False, default=b"")
    form: Mapping[str, str | bytes] = field(repr=False, default_factory=dict)
    """The fields of a multipart body; the bytes of a file."""


async def fails(_: web.Request) -> web.StreamResponse:
    """Answer that the server is broken."""
    return web.json_response({"error": {"message": "no"}}, status=500)


class Recorder:
    """Listens on all addresses of this machine; loopback has sixteen million of them."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[Asked] = []
        self.answer: Answer = fails
        self._bell = asyncio.Event()

    def forget(self, answer: Answer = fails) -> None:
        """Begin anew, with other answers."""
        self.asked.clear()
        self.answer = answer

    async def until(self, enough: Callable[[], object], secs: float = 60.0) -> None:
        """Wait for requests."""
        async with asyncio.timeout(secs):
            while not enough():
                self._bell.clear()
                await self._bell.wait()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        websocket = request.headers.get("Upgrade", "").lower() == "websocket"
        form = await _form(request)
        self.asked.append(
            Asked(
                "WS" if websocket else request.method,
                request.host,
                unquote(request.path),
                request.headers,
                b"" if form else await request.read(),
                form,
            )
        )
        self._bell.set()
        return await self.answer(request)


async def _form(request: web.Request) -> dict[str, str | bytes]:
    if not request.content_type.startswith("multipart/"):
        return {}
    fields = await request.post()
    return {
        name: value.file.read() if isinstance(value, FileField) else str(value)
        for name, value in fields.items()
    }


@asynccontextmanager
async def recording() -> AsyncIterator[Recorder]:
    """Record until the block is left."""
    recorder = Recorder()
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_route("*", "/{path:.*}", recorder.handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "0.0.0.0", 0)
    await site.start()
    recorder.port = runner.addresses[0][1]
    try:
        yield recorder
    finally:
        await runner.cleanup()
