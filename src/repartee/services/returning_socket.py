from __future__ import annotations

import asyncio
import json
import time
from abc import abstractmethod
from collections.abc import AsyncIterator
from typing import Any

from pipecat.frames.frames import ErrorFrame
from pipecat.services.websocket_service import ReportErrorCallback, WebsocketService
from pipecat.utils.errors import ErrorCategory
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from repartee.services.closes import close_category
from repartee.services.faults import BrokenOffError, GarbledError, classify

_OPEN_SECS = 4.0
_RETURN_SECS = 1.0
_STEADY_SECS = 5.0
"""A connection that breaks sooner, and never served, is not opened again until it is needed."""
_CLOSE_SECS = 0.5
_PING_SECS = 5.0
"""A peer that vanished without a word is noticed after twice that."""

Message = dict[str, Any]


class NoConnectionError(BrokenOffError):
    """There is nothing to receive from; why has been reported."""


class ReturningSocket(WebsocketService):
    """A vendor's WebSocket that tells of every loss, and is there again when it is next needed.

    Stock Pipecat waits 4 to 10 seconds between attempts, takes a rejected key for a fault of the
    network, says nothing where an attempt succeeds, though what was being said is lost, and after
    three failures gives the service up for good. Here one attempt of a second follows a loss; if it
    fails, the next use makes another.
    """

    _receive_task: Any  # a task, or None; Pipecat leaves the type open

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._served = False
        """Whether the present connection has brought a message that was no error."""
        self._connecting = asyncio.Lock()
        super().__init__(*args, **kwargs)
        self._ws_close_timeout = _CLOSE_SECS

    # For the services

    @abstractmethod
    def has_work(self) -> bool:
        """Whether something would be lost if the connection broke now."""

    async def abandon_work(self) -> None:
        """Give up what was under way on a connection that broke."""

    async def opened(self) -> None:
        """Send what has waited for the connection."""

    @abstractmethod
    async def vet(self, message: Message) -> bool:
        """Look at a message before the stock service does.

        Args:
            message: As the vendor sent it.

        Returns:
            Whether the stock service is to handle it.

        Raises:
            GarbledError: If it makes no sense.
        """

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return self._websocket is not None and self._websocket.state is State.OPEN

    # Pipecat's hooks

    async def _websocket_connect(self, uri: str, **kwargs: Any) -> Any:
        kwargs.setdefault("open_timeout", _OPEN_SECS)
        kwargs.setdefault("ping_interval", _PING_SECS)
        kwargs.setdefault("ping_timeout", _PING_SECS)
        # Sound hardly gets smaller by it, and that takes longer than all else of sending it.
        kwargs.setdefault("compression", None)
        self._served = False
        return await super()._websocket_connect(uri, **kwargs)

    async def _connect(self) -> None:
        self._forget_ended_reader()
        await super()._connect()

    async def _connect_websocket(self) -> None:
        async with self._connecting:
            if self.is_open:
                return
            await self._open_websocket()
            # It may have ended while this connection was waited for.
            self._forget_ended_reader()
            if self._websocket is not None:
                await self.opened()

    def _forget_ended_reader(self) -> None:
        """Let stock code begin another task that reads: it does so only where there is none."""
        if self._receive_task is not None and self._receive_task.done():
            self._receive_task = None

    async def _open_websocket(self) -> None:
        """Open the connection; failures are reported, not raised."""
        await super()._connect_websocket()  # type: ignore[safe-super]  # the vendor's own

    def _get_websocket(self) -> VettedSocket:
        if self._websocket is None:
            raise NoConnectionError("there is no connection")
        return VettedSocket(self._websocket, self)

    async def _maybe_try_reconnect(
        self,
        error_message: str,  # noqa: ARG002 - the cause says it better
        report_error: ReportErrorCallback,
        error: Exception | None = None,
    ) -> bool:
        if self._disconnecting:
            return False
        broken = self._websocket
        cause = error or BrokenOffError("the connection was closed")
        category = self._category(cause)
        if self._is_worth_telling(cause, category):
            await report_error(ErrorFrame(str(cause), exception=cause, category=category))
        await self.abandon_work()
        if self._websocket is broken:
            self._drop_socket()
        if self.is_open:
            return True  # whoever had something to say meanwhile has opened another
        if not self._is_service_usable or not self._may_return():
            return False
        return await self._return()

    def _is_worth_telling(self, cause: Exception, category: ErrorCategory) -> bool:
        if isinstance(cause, NoConnectionError) or not self._is_service_usable:
            return False
        return self.has_work() or category.is_permanent or category is ErrorCategory.QUOTA

    def _category(self, cause: Exception) -> ErrorCategory:
        if isinstance(cause, ConnectionClosed) and cause.rcvd is not None:
            return close_category(cause.rcvd.code, cause.rcvd.reason, served=self._served)
        category = classify(cause)
        # What the stock code stumbles over was not in the protocol.
        return ErrorCategory.SERVER if category is ErrorCategory.UNKNOWN else category

    def _may_return(self) -> bool:
        lasted = time.monotonic() - self._last_connect_time
        return self._served or lasted >= _STEADY_SECS

    async def _return(self) -> bool:
        try:
            async with asyncio.timeout(_RETURN_SECS):
                await self._connect_websocket()
        except TimeoutError:
            self._drop_socket()
        return self.is_open

    def _drop_socket(self) -> None:
        """Forget the connection without a word, as its peer may be gone."""
        socket, self._websocket = self._websocket, None
        if isinstance(socket, ClientConnection):
            socket.transport.abort()


class VettedSocket:
    """A connection whose messages are looked at before the stock service gets them."""

    def __init__(self, socket: ClientConnection, owner: ReturningSocket) -> None:
        """Wrap a connection.

        Args:
            socket: The connection.
            owner: Who looks at messages.
        """
        self._socket = socket
        self._owner = owner

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        async for raw in self._socket:
            message = _read(raw)
            if await self._owner.vet(message):
                self._owner._served = True  # noqa: SLF001 - one thing in two classes
                yield raw

    async def send(self, message: str | bytes) -> None:
        """Send a message.

        Args:
            message: As it goes over the wire.
        """
        await self._socket.send(message)


def _read(raw: str | bytes) -> Message:
    try:
        message = json.loads(raw)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise GarbledError("it sent what is no message") from error
    if not isinstance(message, dict):
        raise GarbledError("it sent what is no message")
    return message
