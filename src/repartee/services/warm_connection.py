from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from loguru import logger
from openai import AsyncOpenAI, OpenAIError
from pipecat.frames.frames import Frame, VADUserStartedSpeakingFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

# uvicorn, which serves most models at home, closes what was idle for 5 s; vendors, after a minute
# or more, but what stands between may be sooner.
_COLD_AT_HOME_SECS = 4.0
_COLD_FAR_AWAY_SECS = 15.0
_LONGEST_SECS = 30.0


class WarmConnection:
    """Keeps a connection to a server open while it is likely to be needed soon.

    ```
    speech     ▁▃▅▃▅▂▅▃▂▅▃▅▁
    connection  └ opened    └ looked after    └ the request finds it open: no handshake to wait for
    ```
    """

    def __init__(
        self,
        open_one: Callable[[], Awaitable[object]],
        cold_secs: float,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with a server nobody has spoken to.

        Args:
            open_one: Asks the server for something that costs nothing.
            cold_secs: After how long without use a connection may have been closed, in seconds.
            clock: Monotonic time in seconds.
        """
        self._open_one = open_one
        self._cold_secs = cold_secs
        self._clock = clock
        self._used_at = float("-inf")

    @classmethod
    def of(cls, client: AsyncOpenAI) -> WarmConnection:
        """One of the connections that a client's conversations share.

        Args:
            client: Asked for its list of models.
        """
        is_far = client.base_url.scheme == "https"
        return cls(
            client.models.with_raw_response.list,
            _COLD_FAR_AWAY_SECS if is_far else _COLD_AT_HOME_SECS,
        )

    def used(self) -> None:
        """Note that the server is being asked."""
        self._used_at = self._clock()

    async def keep(self) -> None:
        """Have one open for half a minute; a server that is not there is left alone."""
        until = self._clock() + _LONGEST_SECS
        try:
            while self._clock() < until:
                if self._clock() - self._used_at >= self._cold_secs:
                    self.used()
                    await self._open_one()
                await asyncio.sleep(self._cold_secs)
        except (OpenAIError, OSError) as error:
            logger.debug("A connection could not be kept: {}", error)


class ReadyService(FrameProcessor):
    """A service that has a connection open by the time the caller has finished speaking."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.connection: WarmConnection | None = None
        """To the server that all conversations share; None to leave it."""
        self._keeping: asyncio.Task[None] | None = None
        super().__init__(*args, **kwargs)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Get ready when somebody begins to speak."""
        if isinstance(frame, VADUserStartedSpeakingFrame) and self.connection is not None:
            await self._keep_no_more()
            self._keeping = self.create_task(self.connection.keep(), f"{self}::keep a connection")
        await super().process_frame(frame, direction)

    async def cleanup(self) -> None:
        """Keep nothing open."""
        await self._keep_no_more()
        await super().cleanup()

    def asks(self) -> None:
        """Note that the server is being asked."""
        if self.connection is not None:
            self.connection.used()

    async def _keep_no_more(self) -> None:
        keeping, self._keeping = self._keeping, None
        if keeping is not None and not keeping.done():
            await self.cancel_task(keeping)
