"""A caller who speaks Pipecat's protobuf frames over a WebSocket, as its stock client does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from pipecat.frames.protobufs import frames_pb2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

pb: Any = frames_pb2


def sound_frame(pcm: bytes, sample_rate: int = 16_000, num_channels: int = 1) -> bytes:
    audio = pb.AudioRawFrame(
        name="audio", audio=pcm, sample_rate=sample_rate, num_channels=num_channels
    )
    return bytes(pb.Frame(audio=audio).SerializeToString())


def message_frame(message: object) -> bytes:
    return bytes(pb.Frame(message=pb.MessageFrame(data=json.dumps(message))).SerializeToString())


def rtvi(kind: str, data: object = None) -> bytes:
    return message_frame({"label": "rtvi-ai", "type": kind, "id": "1", "data": data})


CLIENT_READY = rtvi("client-ready", {"version": "1.2.0", "about": {"library": "test"}})


class SocketCaller:
    """Notes what comes; the socket may be used past it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.pcm = b""
        self.sample_rates: set[int] = set()
        self.messages: list[dict[str, Any]] = []
        self.interruptions = 0
        self._news = asyncio.Event()
        self.reading = asyncio.create_task(self._read())

    async def send(self, *frames: bytes | str) -> None:
        for frame in frames:
            await self.socket.send(frame)

    async def type_in(self, text: str) -> None:
        await self.send(rtvi("send-text", {"content": text}))

    async def until(self, happened: Callable[[], bool], timeout_secs: float = 60) -> None:
        async with asyncio.timeout(timeout_secs):
            while not happened():
                self._news.clear()
                await self._news.wait()

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.messages if each["type"] == kind]

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The data of our own server messages."""
        data = [each["data"] for each in self.of_type("server-message")]
        return [each for each in data if each.get("type") == kind]

    async def closed(self, timeout_secs: float = 60) -> int | None:
        """Wait for the end; gives the close code."""
        await asyncio.wait_for(asyncio.shield(self.reading), timeout_secs)
        return self.socket.close_code

    async def _read(self) -> None:
        try:
            while True:
                frame = pb.Frame.FromString(await self.socket.recv())
                match frame.WhichOneof("frame"):
                    case "audio":
                        self.pcm += frame.audio.audio
                        self.sample_rates.add(frame.audio.sample_rate)
                    case "message":
                        self.messages.append(json.loads(frame.message.data))
                    case "interruption":
                        self.interruptions += 1
                self._news.set()
        except ConnectionClosed:
            self._news.set()


@asynccontextmanager
async def socket_caller(url: str, **options: Any) -> AsyncIterator[SocketCaller]:
    async with connect(url.replace("http://", "ws://"), **options) as socket:
        caller = SocketCaller(socket)
        try:
            yield caller
        finally:
            caller.reading.cancel()
