"""A vendor's end of a WebSocket that lives for many pieces of work, and what goes wrong on it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import WSMsgType, web

from repartee.simulator.faults import Cut, Fault, Plan, plan
from repartee.simulator.interference import CutOffError, Interference, interference_of

Message = Mapping[str, object]

GARBAGE = '{"type": "???", "'
"""Broken JSON."""
_OVER = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
_MOST_BYTES = 16 * 2**20
_PARTING_SECS = 1.0
_LONGEST_REASON = 123  # bytes; RFC 6455, section 5.5


@dataclass(frozen=True, slots=True)
class Farewell:
    """How a vendor ends a WebSocket."""

    code: int = 1000
    reason: str = ""
    message: Message | None = None
    """What it says before; None for nothing."""


@dataclass(frozen=True, slots=True)
class _Outgoing:
    content: Message | Farewell
    due: float
    under: _Weather


@dataclass(slots=True)
class _Weather:
    """What goes wrong with some of the messages."""

    interference: Interference
    used: bool = False
    opened: bool = False

    @property
    def plan(self) -> Plan:
        return self.interference.plan


class Line:
    """Sends messages in their order, each when it is due, under the faults that are armed.

        async with await Line.accept(request, faults.take, breaking) as line:
            async for message in line.messages(180, too_idle):
                line.work_begins()
                line.say({"type": "transcript"})

    A WebSocket outlives the faults of its handshake. So each piece of work on it, an utterance or
    a text to be spoken, meets what is armed by then: a status becomes the vendor's error message
    and its close code, a hang mutes the line, a half-open line reads nothing and answers no pings.
    """

    def __init__(
        self,
        request: web.Request,
        socket: web.WebSocketResponse,
        take_fault: Callable[[str], Fault | None],
        breaking: Callable[[int], Farewell | None],
    ) -> None:
        """Made by `accept`."""
        self.response = socket
        """What the handler returns."""
        self._request = request
        self._take_fault = take_fault
        self._breaking = breaking
        self._weather = _Weather(interference_of(request))
        self._queue: asyncio.Queue[_Outgoing] = asyncio.Queue()
        self._sending: asyncio.Task[None] | None = None
        self._closing = False

    @classmethod
    async def accept(
        cls,
        request: web.Request,
        take_fault: Callable[[str], Fault | None],
        breaking: Callable[[int], Farewell | None],
        protocols: tuple[str, ...] = (),
    ) -> Self:
        """Shake hands.

        Args:
            request: The upgrade; a fault with a status has been answered before.
            take_fault: Gives what a path meets now, and counts it.
            breaking: What the vendor says and does on an open socket instead of an HTTP status;
                None where it goes on, and tells in its own way (`failing`).
            protocols: Subprotocols that the vendor speaks.
        """
        socket = web.WebSocketResponse(max_msg_size=_MOST_BYTES, protocols=protocols)
        await socket.prepare(request)
        line = cls(request, socket, take_fault, breaking)
        line._weather.interference.begin()
        line._weather.opened = True
        return line

    async def __aenter__(self) -> Self:
        self._sending = asyncio.create_task(self._send_all(), name="stand-in's line")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._weather.interference.end()
        if self._sending is None:
            return
        if kind is None and self._closing:
            await asyncio.wait([self._sending], timeout=_PARTING_SECS)
        self._sending.cancel()
        await asyncio.wait([self._sending])

    @property
    def failing(self) -> int | None:
        """The HTTP status with which the current piece of work would be refused."""
        return self._weather.plan.status

    @property
    def fails_after_secs(self) -> float:
        """When that comes to light, in seconds from the beginning of the work."""
        return self._weather.plan.cut_secs

    async def messages(self, idle_secs: float, too_idle: Farewell) -> AsyncIterator[str | bytes]:
        """What the client sends, until somebody closes.

        Args:
            idle_secs: How long nothing may come.
            too_idle: How the vendor closes then.

        Yields:
            str | bytes: A message.
        """
        while True:
            try:
                message = await self.response.receive(None if self._closing else idle_secs)
            except TimeoutError:
                self.close(too_idle)
                continue
            if message.type in _OVER:
                return
            if not self._closing and message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                yield message.data

    def work_begins(self) -> str:
        """Meet what is armed by now, as a piece of work begins.

        Returns:
            The fault as it is written; empty for none. The work may then be left undone.
        """
        current = self._weather
        if not current.used and current.plan.cut is not None:
            # That of the handshake is still to come.
            current.used = True
            return ""
        current.interference.end()
        fault = self._take_fault(self._request.path)
        self._weather = _Weather(Interference(plan(fault), self.abort), used=True)
        self._weather.interference.begin()
        if (status := self.failing) is not None and (farewell := self._breaking(status)):
            self.close(farewell)
        return "" if fault is None else str(fault)

    def say(self, message: Message, due: float = 0.0) -> None:
        """Send a message, after those that were said before it.

        Args:
            message: What becomes JSON.
            due: Not sooner than this, as `time.monotonic()` tells.
        """
        self._queue.put_nowait(_Outgoing(message, due, self._weather))

    def close(self, farewell: Farewell, due: float = 0.0) -> None:
        """Close when all is sent; what the client says from now on is not heard.

        Args:
            farewell: How.
            due: Not sooner than this, as `time.monotonic()` tells.
        """
        if not self._closing:
            self._closing = True
            self._queue.put_nowait(_Outgoing(farewell, due, self._weather))

    def abort(self) -> None:
        """Break the connection without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _send_all(self) -> None:
        # A client that has left needs nothing more.
        with suppress(ConnectionError, CutOffError):
            while not self.response.closed:
                outgoing = await self._queue.get()
                await asyncio.sleep(max(outgoing.due - time.monotonic(), 0.0))
                await self._open(outgoing.under)
                await self._send(outgoing)

    async def _open(self, weather: _Weather) -> None:
        if not weather.opened:
            weather.opened = True
            await weather.interference.open()

    async def _send(self, outgoing: _Outgoing) -> None:
        if isinstance(outgoing.content, Farewell):
            await self._part(outgoing.content)
        elif await self._passes(outgoing.under):
            await self.response.send_str(json.dumps(outgoing.content))
        else:
            await self.response.send_str(GARBAGE)

    async def _passes(self, weather: _Weather) -> bool:
        if weather.plan.cut is not Cut.SILENCE:
            return await weather.interference.passes()
        passing = asyncio.ensure_future(weather.interference.passes())
        try:
            done, _ = await asyncio.wait([passing], timeout=0.01)
            if not done and self._request.transport is not None:
                # Nothing is read any more, so that not even a ping is answered.
                self._request.transport.pause_reading()
            return await passing
        finally:
            passing.cancel()

    async def _part(self, farewell: Farewell) -> None:
        if farewell.message is not None:
            await self.response.send_str(json.dumps(farewell.message))
        reason = farewell.reason.encode()[:_LONGEST_REASON]
        await self.response.close(code=farewell.code, message=reason)
