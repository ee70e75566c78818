"""Asking the server for answers: one at a time, and again where one fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Protocol

from pipecat.utils.errors import ErrorCategory

from repartee.services.faults import RejectedError, classify
from repartee.services.realtime.dues import Answer, Due, Dues, Saying
from repartee.services.realtime.refusals import REPEATABLE

_RETRY_SECS = (0.3, 1.0, 2.0)  # after an answer that the server could not give


class Ordering(Protocol):
    """Who can reach the server."""

    @property
    def is_ready(self) -> bool:
        """Whether there is a session in which something can be asked."""
        ...

    async def order(self, due: Due) -> None:
        """Have the server answer."""
        ...


class Asking:
    """Knows what the server is giving, what it still owes, and what waits for its turn.

        ask ──▶ owed ──order──▶ under way ──done──▶ what waits
                 ▲                  ├──failed──▶ owed again, after 0.3, 1 and 2 s
                 └──────────────────┴──lost      by the next link

    The API gives one answer at a time. A sentence that is to be spoken waits for the answer before
    it; an answer that is asked for twice is given once.
    """

    def __init__(
        self,
        ordering: Ordering,
        start: Callable[[Coroutine[None, None, None]], object],
        clock: Callable[[], float],
        stall_secs: float,
    ) -> None:
        """Begin with nothing owed.

        Args:
            ordering: Who can reach the server.
            start: Runs something beside.
            clock: Seconds that only go forward.
            stall_secs: How long the server may be silent while it owes something.
        """
        self.under_way = False
        """Whether an answer is being given that somebody wants."""
        self._ordering = ordering
        self._start = start
        self._clock = clock
        self._dues = Dues(stall_secs)
        self._sentences: list[str] = []
        self._answer_waits = False
        self._retries = 0

    @property
    def due(self) -> Due | None:
        """What is owed now."""
        return self._dues.due

    @property
    def is_overdue(self) -> bool:
        """Whether the server has been silent for too long."""
        return self._dues.is_overdue(self._clock())

    def heard_from(self) -> None:
        """The server said something."""
        self._dues.news(self._clock())

    def owe(self, due: Due) -> None:
        """The server gives something without being asked."""
        self._dues.owe(due, self._clock())

    async def ask(self, due: Due) -> None:
        """Ask for something, now or as soon as that can be.

        Args:
            due: What.
        """
        if self.under_way or self._must_follow(due):
            self._put_off(due)
            return
        self.owe(due)
        if self._ordering.is_ready:
            self.under_way = True
            await self._ordering.order(due)

    async def say(self, text: str) -> None:
        """Have a sentence spoken, after what is owed.

        Args:
            text: The sentence.
        """
        self._sentences.append(text)
        if self.due is None:
            await self._go_on()

    def began(self) -> None:
        """An answer comes, asked for by whomever."""
        self.under_way = True
        if self.due is None:
            self.owe(Answer())

    def refused(self) -> None:
        """The server was giving another answer already: it is asked again after that one."""
        if self.due is not None:
            self._put_off(self.due)

    def called(self) -> None:
        """A function is called: what it returns is answered, and the call is not made again."""
        self._dues.settle()

    async def done(self) -> None:
        """It was given."""
        self.under_way = False
        self._retries = 0
        self._dues.settle()
        await self._go_on()

    async def failed(self, error: RejectedError) -> ErrorCategory | None:
        """The server could not give it.

        Args:
            error: Why.

        Returns:
            None if it is asked again, or nobody wants it; otherwise why it is given up.
        """
        self.under_way = False
        category, due = classify(error), self.due
        if due is None:
            return None
        if category not in REPEATABLE or self._retries >= len(_RETRY_SECS):
            self._retries = 0
            self._dues.settle()
            return category
        wait, self._retries = _RETRY_SECS[self._retries], self._retries + 1
        # The wait is ours: the server is not to be taken for a silent one.
        self._dues.owe(due, self._clock() + wait)
        self._start(self._ask_later(due, wait))
        return None

    def forget(self) -> None:
        """The caller goes on: nobody wants what was asked for, or what it was asked for again."""
        self.under_way = self._answer_waits = False
        self._dues.settle()

    def lost(self) -> None:
        """The link is lost; what is owed stays owed."""
        self.under_way = False
        # An answer that is owed takes in what the waiting one was for.
        self._answer_waits = self._answer_waits and isinstance(self.due, Saying)

    async def resume(self, *, in_turn: bool) -> None:
        """Let another server do what the lost one did not.

        Args:
            in_turn: Whether it is being given a turn of the caller's: it finds the end of it, and
                answers, by itself.
        """
        due = self.due
        if in_turn and isinstance(due, Answer):
            self.owe(due)
        elif due is not None:
            await self.ask(due)
        else:
            await self._go_on()

    def _must_follow(self, due: Due) -> bool:
        """Whether a sentence is owed that would be forgotten."""
        return isinstance(self.due, Saying) and due is not self.due

    def _put_off(self, due: Due) -> None:
        if isinstance(due, Saying):
            self._sentences.append(due.text)
            return
        self._answer_waits = True
        if self.due is None:
            # A server that never ends the answer before it is a silent one, too.
            self.owe(due)

    async def _go_on(self) -> None:
        if self._answer_waits:
            self._answer_waits = False
            await self.ask(Answer())
        elif self._sentences and not self.under_way:
            await self.ask(Saying(self._sentences.pop(0)))

    async def _ask_later(self, due: Due, wait_secs: float) -> None:
        await asyncio.sleep(wait_secs)
        if self.due is due:
            await self.ask(due)
