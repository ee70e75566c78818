"""A line over a real socket, with a made-up dialect and somebody who notes what they hear."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, WebSocket

from repartee.transports.line import LineEnd, LineKind
from repartee.transports.websocket.codec import (
    BadFrameError,
    Codec,
    HangUp,
    Key,
    Message,
    Received,
    Reply,
    Sound,
    WireFrame,
)
from repartee.transports.websocket.socket_line import SocketLine
from tests.support.running_server import running


class PlainCodec:
    """Binary frames are sound at 16 kHz, text is JSON: a message, or a word of the dialect's."""

    sample_rate = 16_000
    takes_back = True

    def decode(self, frame: WireFrame) -> Iterable[Received]:
        if isinstance(frame, bytes):
            if len(frame) % 2:
                raise BadFrameError("Half a sample is missing.")
            return [Sound(frame, 16_000)]
        match frame.split(":", 1):
            case ["key", key]:
                return [Key(key)]
            case ["bye"]:
                return [HangUp()]
            case ["echo", text]:
                return [Reply([text])]
            case ["bug"]:
                raise ZeroDivisionError
            case _:
                return [Message(_parsed(frame))]

    def sound(self, pcm: bytes) -> Iterable[WireFrame]:
        return [pcm]

    def clear(self) -> Iterable[WireFrame]:
        return ["clear"]

    def message(self, message: dict[str, Any]) -> Iterable[WireFrame]:
        return [json.dumps(message)]


def _parsed(frame: str) -> dict[str, Any]:
    try:
        parsed = json.loads(frame)
    except ValueError as error:
        raise BadFrameError("This is not JSON.") from error
    if not isinstance(parsed, dict):
        raise BadFrameError("This is not an object.")
    return parsed


class Notes:
    """A listener that writes everything down."""

    def __init__(self) -> None:
        self.pcm = b""
        self.messages: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.came = asyncio.Event()

    def heard(self, pcm: bytes) -> None:
        self.pcm += pcm
        self.came.set()

    def told(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        self.came.set()

    def pressed(self, key: str) -> None:
        self.keys.append(key)
        self.came.set()

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not happened():
                self.came.clear()
                await self.came.wait()


class Bench:
    """Where to connect, and what has become of the lines."""

    def __init__(self, make_line: Callable[[WebSocket], SocketLine]) -> None:
        self.url = ""
        self.notes = Notes()
        self._make_line = make_line
        self._lines: asyncio.Queue[SocketLine] = asyncio.Queue()
        self._ends: asyncio.Queue[LineEnd] = asyncio.Queue()

    async def line(self) -> SocketLine:
        return await asyncio.wait_for(self._lines.get(), 10)

    async def end(self, timeout_secs: float = 60) -> LineEnd:
        return await asyncio.wait_for(self._ends.get(), timeout_secs)

    async def serve(self, websocket: WebSocket) -> None:
        await websocket.accept()
        line = self._make_line(websocket)
        self._lines.put_nowait(line)
        self._ends.put_nowait(await line.run(self.notes))


def plain_line(websocket: WebSocket) -> SocketLine:
    return SocketLine(websocket, PlainCodec(), LineKind.WEBSOCKET)


@asynccontextmanager
async def socket_bench(
    make_line: Callable[[WebSocket], SocketLine] = plain_line,
) -> AsyncIterator[Bench]:
    bench = Bench(make_line)
    app = FastAPI()
    app.add_api_websocket_route("/", bench.serve)
    async with running(app) as url:
        bench.url = url.replace("http://", "ws://") + "/"
        yield bench


_codec: type[Codec] = PlainCodec
