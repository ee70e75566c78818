from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from repartee.transports.line import HEARD_RATE, LineListener
from repartee.transports.room.pace import Pace

_BYTES_A_SEC = HEARD_RATE * 2
# Of what comes in one piece; live sound mostly comes in shorter ones.
_PIECE_BYTES = _BYTES_A_SEC // 25
# Chunks of live sound are shorter, and must not be held back.
_LEAD_SECS = 0.5


class PacedListener:
    """Hands sound on no faster than it was spoken.

    Programs send a whole recording at once. What finds out pauses and ends of turns goes by the
    clock as well as by the samples, and would take a minute of speech for a moment.
    """

    def __init__(self, listener: LineListener) -> None:
        """Begin with nothing to hand on.

        Args:
            listener: Who is told.
        """
        self._listener = listener
        self._pace = Pace()
        self._waiting: deque[bytes] = deque()
        self._clock = asyncio.get_running_loop().time
        self._handing_on: asyncio.Task[None] | None = None

    def heard(self, pcm: bytes) -> None:
        """Take in sound; 16-bit mono at `HEARD_RATE`."""
        for at in range(0, len(pcm), _PIECE_BYTES):
            self._waiting.append(pcm[at : at + _PIECE_BYTES])
        if self._handing_on is None or self._handing_on.done():
            self._handing_on = asyncio.create_task(self._hand_on(), name="paced sound")

    def told(self, message: dict[str, Any]) -> None:
        """Take in a message."""
        self._listener.told(message)

    def pressed(self, key: str) -> None:
        """Take in a key."""
        self._listener.pressed(key)

    def close(self) -> None:
        """Forget what waits."""
        if self._handing_on is not None:
            self._handing_on.cancel()

    async def _hand_on(self) -> None:
        while self._waiting:
            piece = self._waiting.popleft()
            wait = self._pace.take(self._clock(), len(piece) / _BYTES_A_SEC, _LEAD_SECS)
            if wait > 0:
                await asyncio.sleep(wait)
            self._listener.heard(piece)
