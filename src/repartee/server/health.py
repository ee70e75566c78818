from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from repartee.server.problems import ProblemError
from repartee.services.provider import Verdict
from repartee.telemetry.health import HealthBoard, ServiceHealth, UnknownServiceError

CheckStatus = Literal["healthy", "degraded"]


class CheckInfo(BaseModel):
    """What the cheapest real call to a provider showed."""

    status: CheckStatus
    provider: str
    label: str
    finding: str
    fix: str
    millis: int | None
    age_secs: float | None


class ServiceInfo(BaseModel):
    """How one service is, in every part in which it serves."""

    service: str
    status: CheckStatus
    checks: dict[str, CheckInfo]


async def health_of(board: HealthBoard) -> dict[str, CheckStatus]:
    """How every part is, for `/health`; takes a second at most.

    Args:
        board: Knows it.

    Returns:
        `healthy` or `degraded` by part.
    """
    return {part: _status(each) for part, each in (await board.glance()).items()}


def overall(checks: Mapping[str, CheckStatus]) -> CheckStatus:
    """How the whole is: a fallback that is down does not make it worse.

    Args:
        checks: By part, as `health_of` tells; a fallback's name has a `-`, as in `brain-ollama`.

    Returns:
        `degraded` if a part is that serves first.
    """
    first = [status for part, status in checks.items() if "-" not in part]
    return "healthy" if all(status == "healthy" for status in first) else "degraded"


def health_routes(board: HealthBoard, hide: Callable[[str], str] = str) -> APIRouter:
    """The routes that tell how one service is.

    Args:
        board: Knows it.
        hide: Takes secrets out of a text.

    Returns:
        `GET /health/{service}`: 200 whatever it finds, as the body tells; 404 for an unknown name.
    """
    router = APIRouter()

    @router.get("/health/{service}")
    async def get_service(service: str) -> ServiceInfo:
        try:
            parts = await board.look(service)
        except UnknownServiceError as error:
            raise ProblemError(
                HTTPStatus.NOT_FOUND,
                f"No such service is in use. There are: {', '.join(board.services)}.",
            ) from error
        checks = {part: _info(each, hide) for part, each in parts.items()}
        healthy = all(each.status == "healthy" for each in checks.values())
        return ServiceInfo(
            service=service, status="healthy" if healthy else "degraded", checks=checks
        )

    return router


def _status(each: ServiceHealth) -> CheckStatus:
    return "healthy" if each.check.verdict is Verdict.HEALTHY else "degraded"


def _info(each: ServiceHealth, hide: Callable[[str], str]) -> CheckInfo:
    return CheckInfo(
        status=_status(each),
        provider=each.provider,
        label=each.label,
        finding=hide(each.check.finding),
        fix=hide(each.check.fix),
        millis=None if each.check.millis is None else round(each.check.millis),
        age_secs=None if each.age_secs is None else round(each.age_secs, 1),
    )
