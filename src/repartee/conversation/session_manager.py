from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from repartee.conversation.budget import Purse
from repartee.conversation.life import EndReason, SessionState
from repartee.conversation.notices import DRAINING, NO_LONGER_DRAINING
from repartee.conversation.session import Session
from repartee.engines import memory

_CLOSE_TIMEOUT_SECS = 10.0


class SessionsFullError(Exception):
    """There are as many conversations as the settings allow."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"all {limit} lines are busy")
        self.limit = limit


class BudgetSpentError(SessionsFullError):
    """Today's conversations have cost as much as the settings allow."""


class DrainingError(SessionsFullError):
    """No new conversation begins, as the server is about to stop."""


@dataclass(frozen=True)
class LiveSession:
    """A conversation that goes on."""

    session: Session
    task: asyncio.Task[None]
    began_at: datetime


class SessionManager:
    """Holds the conversations that go on: lets new ones in, and sees every one of them out."""

    def __init__(self, limit: int, purse: Purse | None = None) -> None:
        """Make an empty set.

        Args:
            limit: How many conversations may go on at once.
            purse: Knows whether there is money for another; None where nothing is counted.
        """
        self.limit = limit
        self._purse = purse or Purse()
        self._live: dict[str, LiveSession] = {}
        self._draining = False
        self._closing = False
        # Set while there is no conversation.
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def active(self) -> int:
        """How many conversations go on, with somebody on a line."""
        return len(self._live) - self.held

    @property
    def held(self) -> int:
        """How many wait for a caller to come back."""
        return sum(live.session.state is SessionState.HELD for live in self._live.values())

    @property
    def live(self) -> list[LiveSession]:
        """Those that go on, the oldest first; none that is ending."""
        return [each for each in self._live.values() if each.session.end_reason is None]

    @property
    def draining(self) -> bool:
        """Whether those that go on may end in peace, and none begins."""
        return self._draining

    def find(self, session_id: str) -> Session | None:
        """The conversation of this id, None if there is none or it is ending."""
        live = self._live.get(session_id)
        return live.session if live and live.session.end_reason is None else None

    def admit(self) -> None:
        """Ask whether one more conversation may begin.

        Raises:
            SessionsFullError: If not.
            BudgetSpentError: If today's budget is used up.
            DrainingError: If the server is about to stop.
        """
        if self._draining:
            raise DrainingError(self.limit)
        if self._purse.is_empty:
            raise BudgetSpentError(self.limit)
        if self._closing or self._busy >= self.limit:
            raise SessionsFullError(self.limit)

    @property
    def _busy(self) -> int:
        # One that has ended is here until all of it is written down, and takes no line meanwhile.
        free = (SessionState.HELD, SessionState.ENDED)
        return sum(live.session.state not in free for live in self._live.values())

    async def wait_until_gone(self, session_id: str) -> None:
        """Wait, within bounds, for a conversation that is being closed.

        Only then is all that is kept of it there to be found.

        Args:
            session_id: One that `find` does not find.
        """
        if ending := self._live.get(session_id):
            await asyncio.wait({ending.task}, timeout=_CLOSE_TIMEOUT_SECS)

    def start(self, session: Session) -> None:
        """Run a conversation beside the others.

        Where there is no other room, the one that was held longest gives way; its caller can still
        take it up from what is kept of it.

        Args:
            session: Not yet run.

        Raises:
            SessionsFullError: If it was the last one too many.
        """
        self.admit()
        staying = [live.session for live in self.live]
        if len(staying) >= self.limit:
            held = (each for each in staying if each.state is SessionState.HELD)
            min(held, key=lambda each: each.alone_since).end(EndReason.CALLER_LEFT)
        task = asyncio.create_task(self._run(session), name=f"life of {session.id}")
        self._live[session.id] = LiveSession(session, task, datetime.now(UTC))
        self._empty.clear()

    def drain(self) -> None:
        """Let no new conversation begin, and tell those who talk; who was cut off may come back."""
        if not self._draining:
            self._draining = True
            self._tell_all(DRAINING)

    def stop_draining(self) -> None:
        """Let conversations begin again, and tell those who talk."""
        if self._draining:
            self._draining = False
            self._tell_all(NO_LONGER_DRAINING)

    async def wait_until_empty(self) -> None:
        """Wait until no conversation goes on, and all of each is written down."""
        await self._empty.wait()

    def _tell_all(self, message: dict[str, object]) -> None:
        for live in self.live:
            live.session.tell(dict(message))

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

    async def _run(self, session: Session) -> None:
        try:
            await session.run()
        finally:
            # One that could not be closed in time has been succeeded by another of its id.
            if self._live[session.id].session is session:
                del self._live[session.id]
            if not self._live:
                self._empty.set()
            self._tidy_up_when_quiet()
