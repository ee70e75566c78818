from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from loguru import logger

from repartee.conversation.life import EndReason
from repartee.conversation.session import Session
from repartee.engines import memory

_CLOSE_TIMEOUT_SECS = 10.0


class SessionsFullError(Exception):
    """There are as many conversations as the settings allow."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"all {limit} lines are busy")
        self.limit = limit


@dataclass(frozen=True)
class LiveSession:
    """A conversation that goes on."""

    session: Session
    task: asyncio.Task[None]
    started_at: float


class SessionManager:
    """Holds the conversations that go on: lets new ones in, and sees every one of them out."""

    def __init__(self, limit: int) -> None:
        """Make an empty set.

        Args:
            limit: How many conversations may go on at once.
        """
        self.limit = limit
        self._live: dict[str, LiveSession] = {}
        self._closing = False

    @property
    def active(self) -> int:
        """How many conversations go on."""
        return len(self._live)

    def admit(self) -> None:
        """Ask whether one more conversation may begin.

        Raises:
            SessionsFullError: If not.
        """
        if self._closing or self.active >= self.limit:
            raise SessionsFullError(self.limit)

    def start(self, session: Session, release: Callable[[], Awaitable[None]]) -> None:
        """Run a conversation beside the others.

        Args:
            session: Not yet run.
            release: Frees what the conversation was handed; called once, however it ends.

        Raises:
            SessionsFullError: If it was the last one too many; `release` is not called then.
        """
        self.admit()
        task = asyncio.create_task(self._run(session, release), name=f"life of {session.id}")
        self._live[session.id] = LiveSession(session, task, monotonic())

    async def close(self, reason: EndReason = EndReason.STOPPING) -> None:
        """End all conversations and wait, within bounds, until they are freed.

        Args:
            reason: What their callers are told.
        """
        self._closing = True
        tasks = [live.task for live in self._live.values()]
        for live in list(self._live.values()):
            live.session.end(reason)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_CLOSE_TIMEOUT_SECS)
            for task in late:
                task.cancel()

    def _tidy_up_when_quiet(self) -> None:
        # It holds the loop for some 40 ms, which nobody must hear.
        if not self._live:
            asyncio.get_running_loop().call_soon(memory.give_back)

    async def _run(self, session: Session, release: Callable[[], Awaitable[None]]) -> None:
        try:
            await session.run()
        finally:
            try:
                await release()
            except Exception:  # noqa: BLE001 - whatever it is, the line must come free
                logger.bind(session=session.id).exception("A session left something behind")
            finally:
                del self._live[session.id]
                self._tidy_up_when_quiet()
