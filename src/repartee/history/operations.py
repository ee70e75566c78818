"""Figures over all conversations, for whoever runs the server: one question to the database each.

All of them read a narrow table by its index; none reads an event.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from repartee.conversation.stages import STAGES
from repartee.history.database import Database
from repartee.history.figures import day_number, day_of
from repartee.history.tables import costs, figures

_BUCKET_MS = 10
_MICROS = 1_000_000
_MOST_TYPES = 20


@dataclass(frozen=True)
class Waits:
    """How long callers waited for an answer; milliseconds, to ten of them."""

    count: int
    p50_ms: int | None
    p95_ms: int | None
    p99_ms: int | None


@dataclass(frozen=True)
class StageTimes:
    """How long one stage of spoken turns took; milliseconds."""

    stage: str
    """A key of `TurnMeasured.steps_ms`, after which it is named."""
    count: int
    p50_ms: int
    p95_ms: int


@dataclass(frozen=True)
class ErrorCount:
    """How often something failed."""

    type: str
    count: int


@dataclass(frozen=True)
class DayCost:
    """What one provider billed on one day, UTC."""

    day: date
    provider: str
    usd: float


class Operations:
    """Asks a database; every method raises `HistoryError` where it is away."""

    def __init__(self, database: Database) -> None:
        """Ask nothing yet.

        Args:
            database: Has what was counted.
        """
        self._database = database

    async def waits(self, since: datetime) -> Waits:
        """How long callers waited.

        Args:
            since: From when on.
        """
        bucket = (figures.c.amount // _BUCKET_MS).label("bucket")
        wanted = (
            select(bucket, func.count())
            .where(figures.c.kind == "waited", figures.c.at >= since)
            .group_by(bucket)
            .order_by(bucket)
        )
        async with self._database.reading() as connection:
            buckets = [(int(place), int(many)) for place, many in await connection.execute(wanted)]
        return waits_in(buckets)

    async def stages(self, since: datetime) -> list[StageTimes]:
        """How long the stages of spoken turns took, in the order in which they mostly come.

        Args:
            since: From when on.
        """
        count = func.count()
        wanted = (
            select(figures.c.name, figures.c.amount, count)
            .where(figures.c.kind == "stage", figures.c.at >= since)
            .group_by(figures.c.name, figures.c.amount)
            .order_by(figures.c.amount)
        )
        took: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        async with self._database.reading() as connection:
            for stage, ms, many in await connection.execute(wanted):
                took[stage].append((int(ms), int(many)))
        return [times_in(stage, took[stage]) for stage in STAGES if stage in took]

    async def errors(self, since: datetime) -> list[ErrorCount]:
        """What failed, the most often first.

        Args:
            since: From when on.
        """
        count = func.count()
        wanted = (
            select(figures.c.name, count)
            .where(figures.c.kind == "error", figures.c.at >= since)
            .group_by(figures.c.name)
            .order_by(count.desc(), figures.c.name)
            .limit(_MOST_TYPES)
        )
        async with self._database.reading() as connection:
            return [ErrorCount(name, many) for name, many in await connection.execute(wanted)]

    async def costs(self, since: datetime) -> list[DayCost]:
        """What was billed, by day and provider, the newest day first.

        Args:
            since: From when on; its whole day counts.
        """
        wanted = (
            select(costs.c.day, costs.c.provider, func.sum(costs.c.micros))
            .where(costs.c.day >= day_number(since))
            .group_by(costs.c.day, costs.c.provider)
            .order_by(costs.c.day.desc(), costs.c.provider)
        )
        async with self._database.reading() as connection:
            return [
                DayCost(day_of(day), provider, int(micros) / _MICROS)
                for day, provider, micros in await connection.execute(wanted)
            ]

    async def spent_today(self) -> float:
        """What was billed since midnight UTC, in US dollars."""
        return sum(each.usd for each in await self.costs(datetime.now(UTC)))


def waits_in(buckets: Sequence[tuple[int, int]]) -> Waits:
    """Percentiles of what is counted in buckets.

    Args:
        buckets: Which, in tens of milliseconds, and how many are in it; in ascending order.

    Returns:
        The end of the bucket in which each percentile is: so many waited no longer.
    """

    def percentile(part: float) -> int | None:
        place = _percentile(buckets, part)
        return None if place is None else (place + 1) * _BUCKET_MS

    count = sum(many for _, many in buckets)
    return Waits(count, percentile(0.5), percentile(0.95), percentile(0.99))


def times_in(stage: str, took: Sequence[tuple[int, int]]) -> StageTimes:
    """Percentiles of how long a stage took.

    Args:
        stage: Which.
        took: Milliseconds, and how many took that long; in ascending order.
    """
    p50, p95 = _percentile(took, 0.5), _percentile(took, 0.95)
    return StageTimes(stage, sum(many for _, many in took), p50 or 0, p95 or 0)


def _percentile(counted: Sequence[tuple[int, int]], part: float) -> int | None:
    """The place that so many do not exceed; None where nothing is counted."""
    wanted, seen = math.ceil(part * sum(many for _, many in counted)), 0
    for place, many in counted:
        seen += many
        if seen >= wanted:
            return place
    return None
