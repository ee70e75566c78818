from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable

from starlette.websockets import WebSocket, WebSocketDisconnect

from repartee.transports.websocket.codec import WireFrame
from repartee.transports.websocket.outbox import Outbox

WIRE_FAULTS = (WebSocketDisconnect, RuntimeError, OSError, TimeoutError)
"""How a broken socket shows; Starlette has a RuntimeError for one that closed under our hands."""

# A caller who takes nothing for so long is gone, whatever TCP thinks.
_STALL_SECS = 10.0
_LAST_WORD_SECS = 2.0


class Sender:
    """Sends one caller what is put here, in order, while more may be put."""

    def __init__(self, websocket: WebSocket, most_sound_secs: float) -> None:
        """Begin with nothing to send.

        Args:
            websocket: Open.
            most_sound_secs: How much sound may wait; older sound gives way to newer.
        """
        self._websocket = websocket
        self._outbox = Outbox(most_sound_secs)
        self._wake = asyncio.Event()
        self._sending = asyncio.Lock()

    @property
    def dropped_secs(self) -> float:
        """How much sound gave way."""
        return self._outbox.dropped_secs

    def put_sound(self, frames: Iterable[WireFrame], secs: float) -> None:
        """Send sound, unless it gives way.

        Args:
            frames: As they go over the wire.
            secs: How long they sound, all together.
        """
        self._outbox.put_sound(frames, secs)
        self._wake.set()

    def put_control(self, frames: Iterable[WireFrame]) -> None:
        """Send what must not get lost.

        Args:
            frames: As they go over the wire.

        Raises:
            OutboxFullError: If the caller has taken nothing for so long that memory is at stake.
        """
        try:
            self._outbox.put_control(frames)
        finally:
            self._wake.set()

    def clear_sound(self) -> None:
        """Forget all sound that waits."""
        self._outbox.clear_sound()

    async def run(self) -> None:
        """Send until this is cancelled, or the wire breaks; returns then."""
        with contextlib.suppress(*WIRE_FAULTS):
            while True:
                await self._wake.wait()
                self._wake.clear()
                await self._flush()

    async def finish(self) -> None:
        """Send what is no sound, within bounds; never raises."""
        self._outbox.clear_sound()
        with contextlib.suppress(*WIRE_FAULTS):
            async with asyncio.timeout(_LAST_WORD_SECS):
                await self._flush()

    async def close(self, code: int, reason: str) -> None:
        """Close the socket, within bounds; never raises.

        Args:
            code: For the close frame.
            reason: Likewise.
        """
        with contextlib.suppress(*WIRE_FAULTS):
            async with asyncio.timeout(_LAST_WORD_SECS):
                await self._websocket.close(code, reason)

    async def _flush(self) -> None:
        async with self._sending:
            while self._outbox:
                frame = self._outbox.take()
                async with asyncio.timeout(_STALL_SECS):
                    if isinstance(frame, str):
                        await self._websocket.send_text(frame)
                    else:
                        await self._websocket.send_bytes(frame)
