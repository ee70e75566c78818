"""How a server does, for whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

import psutil
from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from pydantic import BaseModel

from repartee.conversation.budget import Purse
from repartee.conversation.session_manager import SessionManager
from repartee.history.errors import HistoryError
from repartee.history.operations import DayCost, ErrorCount, Operations, StageTimes, Waits
from repartee.server.friends import friends_only
from repartee.server.health import CheckStatus
from repartee.server.information import SessionsInfo
from repartee.telemetry.loop_lag import Lag, LoopLag

_LONGEST_HOURS = 24 * 366


class LagInfo(BaseModel):
    """How late the server was to do what was due, in the last minute; callers hear 40 ms."""

    median_ms: float
    p95_ms: float
    longest_ms: float


class LoadInfo(BaseModel):
    """How busy the machine is."""

    cpus: int
    load: float
    """How many processes ran or waited for a processor, in the last minute."""
    memory_bytes: int
    """Of the server's own process."""
    loop_lag: LagInfo


class FiguresInfo(BaseModel):
    """Figures over the conversations that are kept."""

    waits: Waits
    stages: list[StageTimes]
    errors: list[ErrorCount]
    costs: list[DayCost]


class OperationsInfo(BaseModel):
    """How a server does now, and how it did."""

    hours: int
    """How far back the figures reach."""
    sessions: SessionsInfo
    draining: bool
    """Whether no new conversation begins, as the server is about to stop."""
    load: LoadInfo
    spent_today_usd: float
    budget_per_day_usd: float
    """0 for none."""
    health: dict[str, CheckStatus]
    figures: FiguresInfo | None
    """None where nothing is kept, or what is kept cannot be read."""
    missing: str
    """Why there are no figures; empty where there are."""


@dataclass(frozen=True)
class Operated:
    """What a server is asked about."""

    sessions: SessionManager
    purse: Purse
    loop_lag: LoopLag
    health: Callable[[], Awaitable[dict[str, CheckStatus]]]
    operations: Operations | None
    """None where nothing is kept."""


def operations_routes(operated: Operated, *, for_all: bool) -> APIRouter:
    """The routes for whoever runs the server.

    Args:
        operated: What is told of.
        for_all: False where strangers may call.

    Returns:
        `GET /api/operations`; `POST /api/operations/drain`, after which no new conversation begins,
        and `DELETE /api/operations/drain`, which takes it back.
    """
    router = APIRouter(dependencies=[Depends(friends_only(for_all))])

    @router.get("/api/operations")
    async def operations(
        hours: Annotated[int, Parameter(ge=1, le=_LONGEST_HOURS)] = 24,
    ) -> OperationsInfo:
        figures, missing = await _figures(operated.operations, hours)
        sessions, purse = operated.sessions, operated.purse
        return OperationsInfo(
            hours=hours,
            sessions=SessionsInfo(active=sessions.active, held=sessions.held, limit=sessions.limit),
            draining=sessions.draining,
            load=_load(operated.loop_lag.lag),
            spent_today_usd=round(purse.today_usd, 6),
            budget_per_day_usd=purse.day_usd,
            health=await operated.health(),
            figures=figures,
            missing=missing,
        )

    @router.post("/api/operations/drain", status_code=HTTPStatus.NO_CONTENT)
    async def drain() -> None:
        operated.sessions.drain()

    @router.delete("/api/operations/drain", status_code=HTTPStatus.NO_CONTENT)
    async def stop_draining() -> None:
        operated.sessions.stop_draining()

    return router


async def _figures(operations: Operations | None, hours: int) -> tuple[FiguresInfo | None, str]:
    if operations is None:
        return None, "This server keeps no conversations: HISTORY_KEEP=nothing."
    since = datetime.now(UTC) - timedelta(hours=hours)
    try:
        return FiguresInfo(
            waits=await operations.waits(since),
            stages=await operations.stages(since),
            errors=await operations.errors(since),
            costs=await operations.costs(since),
        ), ""
    except HistoryError as error:
        return None, str(error)


def _load(lag: Lag) -> LoadInfo:
    return LoadInfo(
        cpus=os.cpu_count() or 1,
        load=round(psutil.getloadavg()[0], 2),
        memory_bytes=psutil.Process().memory_info().rss,
        loop_lag=LagInfo(
            median_ms=round(lag.median * 1000, 1),
            p95_ms=round(lag.p95 * 1000, 1),
            longest_ms=round(lag.longest * 1000, 1),
        ),
    )
