"""One cell measured: everybody called by turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from repartee.bench.asides import Aside
from repartee.bench.calls import Line, hold
from repartee.bench.cells import Cell, Figure
from repartee.bench.samples import Sample
from repartee.bench.standins import StandIns
from repartee.bench.subjects import SUBJECTS, SubjectProcess
from repartee.bench.turn_order import interleaved
from repartee.caller import CallerError, Recording

SHORT_REPLY = "It is sunny and warm today, with a light wind. Take a hat."
LONG_REPLY = (
    "It is sunny and warm, so a walk by the river would be nice. "
    "Take a hat with you, and something to drink. The museum by the bridge is open until six."
)
"""What is to be interrupted must go on for long enough."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes:
        recordings: What is said in each call, in order.
        rounds: Calls each, after one that warms up and does not count.
        asides: What is let out in each call, in order, where the cell wants to know of that.
    """

    recordings: Sequence[Recording]
    rounds: int
    asides: Sequence[Aside] = ()


async def measure(
    cell: Cell, subjects: Sequence[str], plan: Plan, tell: Callable[[Sample], None]
) -> list[Sample]:
    """Call everybody by turns.

    Args:
        cell: Under which conditions.
        subjects: Whom.
        plan: How often.
        tell: Called after each measurement that counts.

    Returns:
        All that count.

    Raises:
        SubjectFailedError: A server did not start.
        StandInsFailedError: The stand-ins did not.
        CallerError: Not even the call that warms up came about; a later one counts as failed.
    """
    found: list[Sample] = []

    def keep(sample: Sample) -> None:
        found.append(sample)
        tell(sample)

    async with AsyncExitStack() as stack:
        reply = LONG_REPLY if cell.figure is Figure.BARGE_IN else SHORT_REPLY
        standins = await stack.enter_async_context(StandIns(cell.line_up, cell.delays, reply))
        servers = await _started(stack, cell, subjects, standins)
        for server in servers:
            for said in _calls(server, plan.recordings[:2]):
                await hold(Line(cell, server, standins, lambda _: None), said, plan.asides[:1])
        for server in interleaved(servers, plan.rounds):
            for said in _calls(server, plan.recordings):
                try:
                    await hold(Line(cell, server, standins, keep), said, plan.asides)
                except CallerError:
                    keep(Sample(server.subject.name, "the call itself", None))
    return found


def _calls(server: SubjectProcess, recordings: Sequence[Recording]) -> list[Sequence[Recording]]:
    """What is said in each call of a round."""
    return [recordings] if server.subject.talks_on else [[each] for each in recordings]


async def _started(
    stack: AsyncExitStack, cell: Cell, subjects: Sequence[str], standins: StandIns
) -> list[SubjectProcess]:
    # One after the other: starting is work, and none shall pay for another's.
    greeting = {} if cell.figure is Figure.GREETING else {"GREETING": "off"}
    settings = {**standins.settings, **cell.line_up.settings(), **greeting}
    return [
        await stack.enter_async_context(SubjectProcess(SUBJECTS[name], settings))
        for name in subjects
    ]
