"""A relay between the page and its server that holds up what goes over it, by chance."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_MOST_BYTES = 65_536


class Relay:
    """Passes TCP connections on; every piece is late by 0 to `jitter` seconds, in order."""

    def __init__(self, host: str, port: int, seed: int = 1) -> None:
        self.jitter = 0.0
        self._target = host, port
        self._chance = random.Random(seed)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on until either side closes it."""
        try:
            there_reader, there_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.close()
            return
        both = (self._pass_on(reader, there_writer), self._pass_on(there_reader, writer))
        with suppress(OSError):
            await asyncio.gather(*both)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        writing = asyncio.create_task(self._write(pieces, writer))
        now, due = asyncio.get_running_loop().time, 0.0
        try:
            while piece := await reader.read(_MOST_BYTES):
                due = max(due, now() + self._chance.uniform(0.0, self.jitter))
                pieces.put_nowait((due, piece))
        finally:
            pieces.put_nowait((due, b""))
            await writing

    async def _write(
        self, pieces: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        now = asyncio.get_running_loop().time
        with suppress(OSError):
            while True:
                due, piece = await pieces.get()
                await asyncio.sleep(max(0.0, due - now()))
                if not piece:
                    break
                writer.write(piece)
                await writer.drain()
            writer.close()


@asynccontextmanager
async def relay_to(host: str, port: int) -> AsyncIterator[tuple[Relay, int]]:
    """Run a relay on loopback until the block is left; gives it and its port."""
    relay = Relay(host, port)
    server = await asyncio.start_server(relay.take, "127.0.0.1", 0)
    try:
        yield relay, int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
