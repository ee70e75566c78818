"""How a server does, for whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import psutil
from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from pydantic import BaseModel

from repartee.conversation.budget import Purse
from repartee.conversation.session_manager import SessionManager
from repartee.history.errors import HistoryError
from repartee.history.operations import DayCost, ErrorCount, Operations, Waits
from repartee.server.friends import friends_only
from repartee.server.health import CheckStatus
from repartee.server.information import SessionsInfo

_LONGEST_HOURS = 24 * 366


class LoadInfo(BaseModel):
    """How busy the machine is."""

    cpus: int
    load: float
    """How many processes ran or waited for a processor, in the last minute."""
    memory_bytes: int
    """Of the server's own process."""


class FiguresInfo(BaseModel):
    """Figures over the conversations that are kept."""

    waits: Waits
    errors: list[ErrorCount]
    costs: list[DayCost]


class OperationsInfo(BaseModel):
    """How a server does now, and how it did."""

    hours: int
    """How far back the figures reach."""
    sessions: SessionsInfo
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
    health: Callable[[], Awaitable[dict[str, CheckStatus]]]
    operations: Operations | None
    """None where nothing is kept."""


def operations_routes(operated: Operated, *, for_all: bool) -> APIRouter:
    """The route for whoever runs the server.

    Args:
        operated: What is told of.
        for_all: False where strangers may call.

    Returns:
        `GET /api/operations`.
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
            load=_load(),
            spent_today_usd=round(purse.today_usd, 6),
            budget_per_day_usd=purse.day_usd,
            health=await operated.health(),
            figures=figures,
            missing=missing,
        )

    return router


async def _figures(operations: Operations | None, hours: int) -> tuple[FiguresInfo | None, str]:
    if operations is None:
        return None, "This server keeps no conversations: HISTORY_KEEP=nothing."
    since = datetime.now(UTC) - timedelta(hours=hours)
    try:
        return FiguresInfo(
            waits=await operations.waits(since),
            errors=await operations.errors(since),
            costs=await operations.costs(since),
        ), ""
    except HistoryError as error:
        return None, str(error)


def _load() -> LoadInfo:
    return LoadInfo(
        cpus=os.cpu_count() or 1,
        load=round(psutil.getloadavg()[0], 2),
        memory_bytes=psutil.Process().memory_info().rss,
    )
