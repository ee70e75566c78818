"""A WebSocket that is opened again whenever it is lost, for as long as that makes sense."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from enum import Enum
from random import Random
from typing import Protocol

from loguru import logger
from pipecat.utils.errors import ErrorCategory
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from repartee.services.failover.recovery import Retry, fault_of, next_step
from repartee.services.faults import BrokenOffError, classify, said_by

_OPEN_SECS = 1.5
_CLOSE_SECS = 0.5
_PING_SECS = 4.0
_LOOK_SECS = 0.1  # how often a silent server's dues are looked at
_PATIENT_SECS = 2.0  # between attempts once the budget is spent
_MOST_BYTES = 16 * 2**20


class LinkState(Enum):
    """Whether the server can be reached."""

    CONNECTING = "connecting"
    UP = "up"
    LOST = "lost"
    GIVEN_UP = "given up"
    CLOSED = "closed"


class StalledError(BrokenOffError):
    """The server owes something, and says nothing."""


class Conversing(Protocol):
    """Who talks over the link."""

    async def take(self, message: str | bytes) -> None:
        """Take in what the server said; what it raises ends the connection."""
        ...

    def is_overdue(self) -> bool:
        """Whether the server has been silent for too long."""
        ...

    async def link_lost(self, error: Exception) -> None:
        """The connection is gone; another is tried."""
        ...

    async def link_hopeless(self, error: Exception, category: ErrorCategory) -> None:
        """It has been tried for too long, or will never do."""
        ...


class Link:
    """Keeps a connection to one server.

    CONNECTING ──▶ UP ──▶ LOST ──▶ CONNECTING …
                    │       └────▶ GIVEN_UP      the key is wrong, say
                    └──▶ CLOSED
    """

    def __init__(
        self,
        address: str,
        headers: Callable[[], Awaitable[dict[str, str]]],
        conversing: Conversing,
        *,
        budget_secs: float,
        random: Random | None = None,
    ) -> None:
        """Describe the link; `keep` opens it.

        Args:
            address: Of a WebSocket.
            headers: Gives what proves who we are.
            conversing: Who talks over it.
            budget_secs: After how long without a connection that is told.
            random: What spreads the attempts of many callers.
        """
        self.state = LinkState.CONNECTING
        self._address = address
        self._headers = headers
        self._conversing = conversing
        self._budget_secs = budget_secs
        self._random = random or Random()
        self._socket: ClientConnection | None = None
        self._tries = 0
        self._lost_at = time.monotonic()
        self._told = False

    def came_up(self) -> None:
        """The server has accepted the session: failures count anew."""
        self.state = LinkState.UP
        self._tries, self._told = 0, False

    async def send(self, text: str) -> None:
        """Send, if there is a connection; what does not go out is sent again after the next."""
        if self._socket is None:
            return
        try:
            await self._socket.send(text)
        except (OSError, ConnectionClosed) as error:
            logger.debug("Not sent: {}", error)

    async def keep(self) -> None:
        """Connect, and connect again; returns when that is hopeless."""
        while True:
            try:
                await self._converse()
            except Exception as error:  # noqa: BLE001 - whatever it was, the caller is waiting
                wait = await self._after(error)
                if wait is None:
                    return
                await asyncio.sleep(wait)

    def renew(self) -> None:
        """Leave this connection for another one, at once."""
        self._drop()

    def close(self) -> None:
        """Let go; `keep` is cancelled by whoever began it."""
        self.state = LinkState.CLOSED
        self._drop()

    async def _converse(self) -> None:
        self._tries += 1
        self.state = LinkState.CONNECTING
        socket = await connect(
            self._address,
            additional_headers=await self._headers(),
            open_timeout=_OPEN_SECS,
            close_timeout=_CLOSE_SECS,
            ping_interval=_PING_SECS,
            ping_timeout=_PING_SECS,
            max_size=_MOST_BYTES,
        )
        self._socket = socket
        try:
            await self._listen(socket)
        finally:
            self._drop()

    async def _listen(self, socket: ClientConnection) -> None:
        opened_at = time.monotonic()
        while True:
            try:
                async with asyncio.timeout(_LOOK_SECS):
                    message = await socket.recv()
            except TimeoutError:
                silent = self.state is LinkState.CONNECTING
                late = silent and time.monotonic() - opened_at > _OPEN_SECS
                if late or self._conversing.is_overdue():
                    raise StalledError("the server stopped answering") from None
                continue
            await self._conversing.take(message)

    async def _after(self, error: Exception) -> float | None:
        """What follows a failure: the wait before the next attempt, or None for none."""
        now, category = time.monotonic(), classify(error)
        if self.state is LinkState.UP:
            self._lost_at = now
            await self._conversing.link_lost(error)
        self.state = LinkState.LOST
        logger.warning("The speech-to-speech link was lost: {}", said_by(error))
        step = next_step(
            fault_of(category),
            tries=max(self._tries, 1),
            elapsed_secs=now - self._lost_at,
            budget_secs=self._budget_secs,
            others=False,
            random=self._random,
        )
        if isinstance(step, Retry):
            return step.after_secs if self._tries else 0.0
        return await self._hopeless(error, category)

    async def _hopeless(self, error: Exception, category: ErrorCategory) -> float | None:
        if not self._told:
            self._told = True
            await self._conversing.link_hopeless(error, category)
        if fault_of(category).would_recur:
            self.state = LinkState.GIVEN_UP
            return None
        return _PATIENT_SECS

    def _drop(self) -> None:
        """Leave the connection without a farewell: whoever lost it does not wait for one."""
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.transport.abort()
