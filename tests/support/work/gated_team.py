"""A team that does its next step when a test lets it."""

from __future__ import annotations

import asyncio

from repartee.tools.assignments.job import Counter

STEPS = ("making a plan", "looking up the prices", "writing")
RESULT = """# Three shops

The **second** shop is the cheapest.

| Shop | Price |
|---|---|
| First | 12 |
| Second | 9 |

""" + "\n".join(f"{number}. A reason of no great weight." for number in range(1, 20))


class GatedTeam:
    """Takes on any task; each has three steps."""

    def __init__(self) -> None:
        self._gate = asyncio.Semaphore(0)

    def let(self, steps: int = 1) -> None:
        """Let steps be done."""
        for _ in range(steps):
            self._gate.release()

    def take_on(self, text: str) -> GatedJob:
        return GatedJob(self._gate)


class GatedJob:
    """Goes on with the step at which it was stopped."""

    def __init__(self, gate: asyncio.Semaphore) -> None:
        self._gate = gate
        self._done = 0

    async def work(self, counter: Counter) -> str:
        while self._done < len(STEPS):
            counter.report(STEPS[self._done], self._done, len(STEPS))
            await self._gate.acquire()
            self._done += 1
        return RESULT
