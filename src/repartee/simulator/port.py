"""A port that can really refuse: its listening socket closes and opens again."""

from __future__ import annotations

import asyncio
import socket
from enum import Enum

from aiohttp import web

HOST = "127.0.0.1"
_BACKLOG = 128
_SHUTDOWN_SECS = 1.0


class PortState(Enum):
    """Whether anybody listens."""

    NEW = "new"
    OPEN = "open"
    SHUT = "shut"
    CLOSED = "closed"


class Port:
    """Serves an application on one loopback port."""

    def __init__(self, application: web.Application, port: int) -> None:
        """Describe it; `start` opens it.

        Args:
            application: What is served.
            port: The port; 0 for a free one.
        """
        self.state = PortState.NEW
        self.number = port
        # Cancelled when their caller leaves, handlers that wait for ever do not pile up.
        self._runner = web.AppRunner(
            application,
            handle_signals=False,
            handler_cancellation=True,
            access_log=None,
            shutdown_timeout=_SHUTDOWN_SECS,
        )
        self._server: asyncio.Server | None = None
        self._socket: socket.socket | None = None
        self._opening: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{HOST}:{self.number}"

    async def start(self) -> None:
        """Open the port.

        Raises:
            OSError: If the port is taken.
        """
        await self._runner.setup()
        try:
            self.open()
        except OSError:
            await self._runner.cleanup()
            raise
        await self.settle()

    async def close(self) -> None:
        """Close the port and all connections."""
        if self.state is PortState.CLOSED:
            return
        self.shut()
        self.state = PortState.CLOSED
        await self.settle()
        await self._runner.cleanup()

    def open(self) -> None:
        """Listen; from now on callers get through, if a moment later."""
        if self.state in (PortState.OPEN, PortState.CLOSED):
            return
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST, self.number))
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
        self.number = listener.getsockname()[1]
        self.state = PortState.OPEN
        self._socket = listener
        self._opening = asyncio.create_task(self._serve(listener))

    def shut(self) -> None:
        """Refuse from now on, and break every connection there is."""
        if self.state is not PortState.OPEN:
            return
        self.state = PortState.SHUT
        server, self._server = self._server, None
        if server is not None:
            server.close()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        for connection in self._runner.server.connections if self._runner.server else ():
            if connection.transport is not None:
                connection.transport.abort()

    async def settle(self) -> None:
        """Wait until an opening under way is done."""
        if self._opening is not None:
            await asyncio.wait([self._opening])

    async def _serve(self, listener: socket.socket) -> None:
        if self._runner.server is None or self._socket is not listener:
            return
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._runner.server, sock=listener, backlog=_BACKLOG)
        if self._socket is listener:
            self._server = server
        else:
            server.close()
