"""A vendor that repeats the key it is given wherever it can."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from enum import StrEnum
from itertools import count
from urllib.parse import quote

from aiohttp import WSCloseCode, web

_KEY_HEADERS = ("Authorization", "x-api-key", "xi-api-key")
_LONGEST_REASON = 120  # bytes; RFC 6455 allows 123


class Mood(StrEnum):
    """How it fails."""

    REJECTS = "rejects"
    FAILS = "fails"
    BABBLES = "babbles"
    """Success, and what comes makes no sense."""
    LISTS = "lists"
    """The key is a model, and a voice, too."""


class NastyVendor:
    """Answers every request of every vendor's protocol."""

    def __init__(self, mood: Mood) -> None:
        self.mood = mood
        self.keys: set[str] = set()
        """Those it has been given."""
        self.port = 0
        self._requests = count()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        key = self._key(request)
        if self.mood is Mood.BABBLES and request.headers.get("Upgrade", "") == "websocket":
            return await self._babble(request, key)
        said = self._said(key)
        match self.mood:
            case Mood.REJECTS:
                return _refusal(401, key, said)
            case Mood.FAILS:
                return _refusal(500, key, said)
            case Mood.LISTS if request.method == "GET":
                return web.json_response(_lists(key))
            case Mood.LISTS:
                return _refusal(404, key, said)
            case _:
                return web.Response(text=f"<p>{said}</p>", content_type="text/html")

    def _key(self, request: web.Request) -> str:
        found = (request.headers.get(name, "") for name in _KEY_HEADERS)
        key = next((each for each in found if each), "")
        key = key.removeprefix("Bearer ").removeprefix("Token ")
        self.keys.add(key)
        return key

    def _said(self, key: str) -> str:
        """The key in many ways; each time at another place, so that any limit cuts through it."""
        padding = "x" * (37 * next(self._requests) % 220)
        encoded = base64.b64encode(f"user:{key}".encode()).decode()
        return f"{padding} Wrong key {key}, {key!r}, {quote(key, safe='')}, Basic {encoded}."

    async def _babble(self, request: web.Request, key: str) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        with suppress(ConnectionError):
            await socket.receive(timeout=5)
            error = {"message": key, "title": key, "error": key, "description": key}
            await socket.send_json({"type": "error", "status_code": 401, "code": 1008, **error})
            await socket.send_str(f"<html>{self._said(key)}")
            reason = f"Wrong key {key}".encode()[:_LONGEST_REASON]
            await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=reason)
        return socket


def _refusal(status: int, key: str, said: str) -> web.Response:
    error = {"message": said, "type": key, "code": key, "param": key, "status": key}
    body = {"error": error, "detail": {"status": key, "message": said}, "message": said}
    headers = {"WWW-Authenticate": key, "X-Request-Id": key, "X-Error-Message": key}
    return web.json_response(body, status=status, reason=f"Wrong key {key}", headers=headers)


def _lists(key: str) -> dict[str, object]:
    entry = {"id": key, "name": key, "voice_id": key, "rfilename": key}
    return {"data": [entry], "models": [entry], "voices": [entry], "sha": key, "siblings": [entry]}


@contextmanager
def nasty_vendor(mood: Mood) -> Iterator[NastyVendor]:
    """Run it in a thread until the block is left."""
    vendor = NastyVendor(mood)
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", vendor.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        vendor.port = runner.addresses[0][1]
        stop = asyncio.Event()
        started.set_result((asyncio.get_running_loop(), stop))
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    loop, stop = started.result(30)
    try:
        yield vendor
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
