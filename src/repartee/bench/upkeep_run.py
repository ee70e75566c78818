"""What sessions cost a subject in processor time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from repartee.bench.figures import Ratio, ratio
from repartee.caller import Transport


class Doing(StrEnum):
    """What goes on in a session while it is measured."""

    LISTENING = "listening"
    """The microphone is open in a quiet room, and nobody speaks."""
    MUTED = "muted"
    """The microphone is off: a browser goes on sending, digital silence."""
    TALKING = "talking"
    """A turn every few seconds, each with its answer."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Of what the processor time is measured.

    Attributes:
        doing: What goes on.
        transport: The way it is called.
    """

    doing: Doing
    transport: Transport


@dataclass(frozen=True, slots=True)
class Upkeep:
    """One stretch of one session.

    Attributes:
        subject: Whose.
        condition: Under which conditions.
        core: The share of a core that its whole server took meanwhile, 1 being all of it.
        vacant: The share it took without any session, in the stretch before or after.
        unanswered: Turns without an answer.
    """

    subject: str
    condition: Condition
    core: float
    vacant: float
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class UpkeepRow:
    """All stretches of one subject under one condition.

    Attributes:
        subject: Whose.
        condition: Under which conditions.
        count: How many stretches.
        core: Their median.
        low: The least of them.
        high: The most of them.
        vacant: The median without a session.
        ratio: To the peer's; None for the peer, and where it is missing.
        unanswered: Turns without an answer.
    """

    subject: str
    condition: Condition
    count: int
    core: float
    low: float
    high: float
    vacant: float
    ratio: Ratio | None
    unanswered: int


@dataclass(frozen=True, slots=True)
class UpkeepRun:
    """Every stretch that was measured.

    Attributes:
        at: When it began, ISO 8601 in UTC.
        machine: Where.
        secs: How long each stretch was.
        samples: The stretches, in order.
    """

    at: str
    machine: dict[str, str]
    secs: float
    samples: tuple[Upkeep, ...]

    def rows(self, peer: str) -> Iterator[UpkeepRow]:
        """Sum up, by conditions and then by subjects in the order in which they were measured.

        Args:
            peer: The subject that the others are compared with.
        """
        for condition in dict.fromkeys(each.condition for each in self.samples):
            of_all = [each for each in self.samples if each.condition == condition]
            theirs = [each.core for each in of_all if each.subject == peer]
            for subject in dict.fromkeys(each.subject for each in of_all):
                own = [each for each in of_all if each.subject == subject]
                yield _row(own, [] if subject == peer else theirs)


def _row(own: Sequence[Upkeep], theirs: list[float]) -> UpkeepRow:
    cores = [each.core for each in own]
    return UpkeepRow(
        own[0].subject,
        own[0].condition,
        len(own),
        median(cores),
        min(cores),
        max(cores),
        median(each.vacant for each in own),
        ratio(cores, theirs) if theirs else None,
        sum(each.unanswered for each in own),
    )
