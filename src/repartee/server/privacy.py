from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from repartee.server.friends import friends_only


class PrivacyRules(BaseModel):
    """What may be stored of conversations, and for how long."""

    kept: Literal["nothing", "text", "audio"]
    """The most that is kept of one; a caller may choose less."""
    keep_days: float
    """0 for ever."""
    recordings_keep_days: float
    recordings_max_gb: float
    redacted: list[str]
    """What is taken out of stored text."""
    memory: bool
    """Whether facts about callers are remembered."""


class PrivacyInfo(PrivacyRules):
    """What is stored; counts are null where strangers may call."""

    conversations: int | None = None
    events: int | None = None
    bytes: int | None = None
    recordings: int | None = None
    recordings_bytes: int | None = None


class ForgottenInfo(BaseModel):
    """What became of all that was kept."""

    forgotten: int
    """Conversations that are gone."""
    go_on: int
    """Conversations that are being held, and were left."""


def privacy_routes(
    rules: PrivacyRules,
    *,
    counts: Callable[[], Awaitable[dict[str, int]]],
    forget_everything: Callable[[], Awaitable[ForgottenInfo]],
    for_all: bool,
) -> APIRouter:
    """The routes by which people see what is stored, and have it removed.

    Args:
        rules: As the settings say.
        counts: How much there is, as fields of `PrivacyInfo`.
        forget_everything: Removes every conversation that does not go on.
        for_all: False where strangers may call: they learn the rules alone.

    Returns:
        `GET /api/privacy`, `DELETE /api/conversations`.
    """
    router = APIRouter()

    @router.get("/api/privacy")
    async def get_privacy(response: Response) -> PrivacyInfo:
        response.headers["Cache-Control"] = "no-store"
        counted = await counts() if for_all else {}
        return PrivacyInfo.model_validate({**rules.model_dump(), **counted})

    @router.delete("/api/conversations", dependencies=[Depends(friends_only(for_all))])
    async def forget_all() -> ForgottenInfo:
        return await forget_everything()

    return router
