"""When the server stops that was asked to."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

import uvicorn

from repartee.models.downloads import Downloads

if TYPE_CHECKING:
    from repartee.conversation.session_manager import SessionManager


class PatientServer(uvicorn.Server):
    """Stops on a signal and lets us finish; uvicorn's own raises the signal again and dies.

    ```
    SIGTERM ──▶ draining ──last one over, or drain_secs──▶ stopping ──▶ stopped
    SIGINT ────────┴──again, or SIGINT────────────────────────▲
    ```
    """

    def __init__(
        self,
        config: uvicorn.Config,
        downloads: Downloads,
        sessions: SessionManager,
        drain_secs: float = 0.0,
    ) -> None:
        """Prepare it.

        Args:
            config: What is served, and how.
            downloads: Whose watchers are sent home when it stops.
            sessions: The conversations.
            drain_secs: How long they may go on after SIGTERM.
        """
        super().__init__(config)
        self._drain_secs = drain_secs
        self._draining: asyncio.Task[None] | None = None
        self._downloads = downloads
        self._sessions = sessions

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving, without waiting for pages that watch a download."""
        if self._draining:
            self._draining.cancel()
        self._downloads.end_watches()
        # uvicorn closes WebSockets at once, and nobody could be told any more why.
        await self._sessions.close()
        await super().shutdown(sockets)

    def terminate(self) -> None:
        """Stop once the last conversation is over, or at once if that is asked for twice."""
        if self._draining or not self._drain_secs:
            self.handle_exit(signal.SIGTERM, None)
        else:
            self._draining = asyncio.create_task(self._drain(), name="the last conversations")

    async def _drain(self) -> None:
        self._sessions.drain()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._drain_secs):
                await self._sessions.wait_until_empty()
        self.handle_exit(signal.SIGTERM, None)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle SIGINT and SIGTERM while serving."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        loop.add_signal_handler(signal.SIGINT, self.handle_exit, signal.SIGINT, None)
        loop.add_signal_handler(signal.SIGTERM, self.terminate)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)
