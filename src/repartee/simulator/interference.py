"""What a fault does to one request or WebSocket while it goes on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from repartee.simulator.faults import SOUND, Cut, Plan


class CutOffError(ConnectionResetError):
    """The connection was broken on purpose; aiohttp takes it for a caller who left."""


class Interference:
    """Carries out a plan on one connection.

    A stand-in asks it before each piece that it sends:

        if await interference.passes():
            await socket.send_bytes(piece)
        else:
            await socket.send_bytes(garbage)
    """

    def __init__(self, plan: Plan = SOUND, abort: Callable[[], None] = lambda: None) -> None:
        """Prepare; nothing happens before `open`.

        Args:
            plan: What goes wrong.
            abort: Breaks the connection at once.
        """
        self.plan = plan
        self._abort = abort
        self._began: float | None = None
        self._pieces = 0
        self._stalled = False
        self._timer: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Wait as long as the answer is held back: for ever, if nothing is to be answered."""
        if self.plan.hang:
            await _for_ever()
        await asyncio.sleep(self.plan.wait_secs)

    def begin(self) -> None:
        """The answer begins now, or the WebSocket is open: times count from here."""
        if self._began is not None:
            return
        self._began = time.monotonic()
        if self.plan.cut is Cut.DROP and self.plan.cut_secs:
            # A WebSocket may break while nothing is being sent.
            self._timer = asyncio.get_running_loop().call_later(self.plan.cut_secs, self._abort)

    def end(self) -> None:
        """The connection is done with."""
        if self._timer is not None:
            self._timer.cancel()

    async def passes(self) -> bool:
        """Tell whether the next piece is to be sent as it is; False asks for garbage instead.

        Where the connection stalls or falls silent, this does not return for as long.

        Raises:
            CutOffError: If the connection was broken instead.
        """
        self.begin()
        due = self.plan.cut_due(self._pieces, self._elapsed)
        self._pieces += 1
        return await self._carry_out() if due else True

    async def until_cut(self) -> bool:
        """Like `passes`, for an answer of one piece: waits until the cut is due."""
        self.begin()
        self._pieces += 1
        await asyncio.sleep(max(self.plan.cut_secs - self._elapsed, 0.0))
        return await self._carry_out()

    async def _carry_out(self) -> bool:
        match self.plan.cut:
            case Cut.DROP:
                self._abort()
                raise CutOffError("cut off, as asked")
            case Cut.SILENCE:
                await _for_ever()
            case Cut.STALL if not self._stalled:
                self._stalled = True
                await asyncio.sleep(self.plan.stall_secs)
        return self.plan.cut is not Cut.GARBAGE

    @property
    def _elapsed(self) -> float:
        return 0.0 if self._began is None else time.monotonic() - self._began


async def _for_ever() -> None:
    """Wait until the caller leaves or the simulator stops: both cancel the handler."""
    await asyncio.Event().wait()


_KEY = web.RequestKey("interference", Interference)


def interference_of(request: web.Request) -> Interference:
    """What happens to a request; nothing, if nobody said."""
    interference = request.get(_KEY)
    return Interference() if interference is None else interference


def set_interference(request: web.Request, interference: Interference) -> None:
    """Say what happens to a request."""
    request[_KEY] = interference


class Stream(web.StreamResponse):
    """An answer in pieces, to which a fault may happen between any two."""

    def __init__(self, request: web.Request, content_type: str, *, garbage: bytes) -> None:
        """Describe the answer; the first piece starts it.

        Args:
            request: What is answered.
            content_type: Of the answer.
            garbage: What is sent instead of the rest where garbage is asked for.
        """
        super().__init__(headers={"Content-Type": content_type, "Cache-Control": "no-cache"})
        self._request = request
        self._interference = interference_of(request)
        self._garbage = garbage
        self._spoilt = False

    async def send(self, piece: bytes) -> None:
        """Send a piece.

        Args:
            piece: Some bytes; nothing is sent for none.

        Raises:
            CutOffError: If the connection was broken instead.
        """
        if self._spoilt or not piece:
            return
        if not self.prepared:
            await self.prepare(self._request)
        if await self._interference.passes():
            await self.write(piece)
        else:
            self._spoilt = True
            await self.write(self._garbage)

    async def close(self) -> None:
        """End the answer."""
        if not self.prepared:
            await self.prepare(self._request)
        await self.write_eof()


async def send_plain(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Send an answer of one piece, which the fault lets through in part, late, or not at all.

    Args:
        request: What is answered.
        answer: The answer, not yet begun.

    Raises:
        CutOffError: If the connection was broken in the middle.
    """
    interference = interference_of(request)
    body = answer.body
    if interference.plan.cut is None or not isinstance(body, bytes) or not body:
        return answer
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    rest = body[len(body) // 2 :]
    await response.write(rest if await interference.until_cut() else b"?" * len(rest))
    await response.write_eof()
    return response
