"""Whether an answer that was begun early is wanted: pure but for waiting."""

from __future__ import annotations

import asyncio
from enum import Enum


class Verdict(Enum):
    """What became of an early answer."""

    PENDING = "pending"
    """The turn goes on; whatever the model says is held back."""
    WANTED = "wanted"
    """The turn has ended with the words that it answers, or had ended before."""
    WITHDRAWN = "withdrawn"
    """The caller went on, or had said something else."""


class Speculation:
    """The question of whether an answer is wanted, and its one verdict."""

    def __init__(self, *, pending: bool) -> None:
        """Ask.

        Args:
            pending: Whether the answer is early; every other one is wanted.
        """
        self.verdict = Verdict.PENDING if pending else Verdict.WANTED
        self.begun = asyncio.Event()
        """Set when the service has begun: what it has not begun cannot be withdrawn."""
        self._settled = asyncio.Event()

    @property
    def is_pending(self) -> bool:
        """Whether there is no verdict yet."""
        return self.verdict is Verdict.PENDING

    @property
    def is_withdrawn(self) -> bool:
        """Whether nobody wants the answer."""
        return self.verdict is Verdict.WITHDRAWN

    def settle(self, verdict: Verdict) -> None:
        """Give the verdict; the first one counts.

        Args:
            verdict: Not that it is pending.
        """
        if self.is_pending:
            self.verdict = verdict
            self._settled.set()

    async def is_wanted(self) -> bool:
        """Wait for the verdict."""
        if self.is_pending:
            await self._settled.wait()
        return self.verdict is Verdict.WANTED
