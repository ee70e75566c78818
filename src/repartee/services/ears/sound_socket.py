"""The connection over which ears are sent sound."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any

from loguru import logger
from pipecat.frames.frames import Frame
from pipecat.services.stt_service import WebsocketSTTService
from websockets.exceptions import ConnectionClosed

from repartee.services.candid import CandidService
from repartee.services.returning_socket import ReturningSocket

_KEPT_SECS = 2.0
"""How much sound is kept for a connection that is being opened."""


class SoundSocket(ReturningSocket, CandidService, WebsocketSTTService):
    """Sends sound, keeps what cannot be sent for a moment, and counts what was sent.

    By that count a vendor's places in the sound are known.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._unsent: deque[bytes] = deque()
        self._sent_bytes = 0
        """Over the present connection."""
        self._end_owed = False
        """Whether an utterance ended while the connection was being opened."""
        self._reaching: asyncio.Task[None] | None = None
        super().__init__(*args, **kwargs)

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Send sound; what cannot be sent now is kept for a connection that comes soon.

        Args:
            audio: 16-bit mono PCM.

        Yields:
            None: Words come by the connection.
        """
        self._unsent.append(audio)
        if self.is_open:
            await self._send_kept()
        else:
            while sum(map(len, self._unsent)) > _KEPT_SECS * self.sample_rate * 2:
                self._unsent.popleft()
        yield None

    async def opened(self) -> None:
        """Send the sound that was kept."""
        self._sent_bytes = 0
        await self._send_kept()

    async def cleanup(self) -> None:
        """Let the connection go."""
        if self._reaching is not None:
            await self.cancel_task(self._reaching)
            self._reaching = None
        await super().cleanup()

    async def send_sound(self, audio: bytes) -> None:
        """Send sound over the open connection.

        Args:
            audio: 16-bit mono PCM.
        """
        if self._websocket is not None:
            await self._websocket.send(audio)

    @property
    def _sent_secs(self) -> float:
        """Sound sent over the present connection."""
        return self._sent_bytes / (2 * self.sample_rate)

    def _reach_out(self) -> None:
        if self.is_open or not self.is_usable or self._connecting.locked():
            return
        if not self._is_reaching:
            self._reaching = self.create_task(self._open_again(), f"{self}::open again")

    async def _open_again(self) -> None:
        await self._cancel_keepalive_task()
        await self._connect()
        self._end_owed = False  # if it is still owed, there is nobody to tell

    @property
    def _is_reaching(self) -> bool:
        return self._reaching is not None and not self._reaching.done()

    async def _send_kept(self) -> None:
        try:
            while self._unsent:
                await self.send_sound(self._unsent[0])
                self._sent_bytes += len(self._unsent.popleft())
        except (ConnectionClosed, IndexError, OSError) as error:
            # The receiving side notices, too, and does what is to be done.
            logger.debug("{}: sound could not be sent: {}", self, error)

    def _drop_connection(self) -> None:
        """Break a connection that says nothing; the receiving side opens another."""
        socket = self._websocket
        if socket is not None:
            socket.transport.abort()
