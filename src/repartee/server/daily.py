from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from repartee.conversation.claim import Claim, ClaimError
from repartee.conversation.daily_calls import DailyCalls, Invitation, RoomInUseError
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices
from repartee.conversation.session_manager import SessionsFullError
from repartee.server.choices import ShortText, Wishes, checked_choices
from repartee.server.problems import ProblemError
from repartee.server.refusals import as_problem
from repartee.server.tickets import Announced
from repartee.transports.daily.faults import (
    DailyBusyError,
    DailyError,
    DailyKeyError,
    DailyMissingError,
)

_RETRY_SECS = 30
_NOT_SET_UP = (
    "Nobody can come by Daily here. Whoever runs this server can set DAILY_API_KEY, or "
    "DAILY_ROOM_URL; docs/daily.md tells how."
)


class DailySessionRequest(Wishes):
    """Who wants to talk in a Daily room, and how."""

    token: ShortText = ""

    @property
    def claim(self) -> Claim:
        """Which conversation, and by what right: `token` may be either of both."""
        claim = super().claim
        return replace(claim, token=self.token or claim.token)


class DailySession(BaseModel):
    """Where to find the agent."""

    room_url: str
    token: str
    """The caller's meeting token; empty where the room needs none."""
    conversation_id: str


def daily_routes(calls: DailyCalls | None, menu: Menu) -> APIRouter:
    """The route by which a caller gets a Daily room with the agent in it.

    Args:
        calls: Meets callers; None where Daily is not set up.
        menu: What a caller may choose.

    Returns:
        `POST /api/realtime/pipecat/session`.
    """
    router = APIRouter()

    @router.post("/api/realtime/pipecat/session")
    async def session(request: DailySessionRequest | None = None) -> DailySession:
        wishes = request or DailySessionRequest()
        invitation = await _invited(calls, checked_choices(wishes, menu), wishes.claim)
        return DailySession(
            room_url=invitation.room_url,
            token=invitation.token,
            conversation_id=invitation.conversation_id,
        )

    return router


def daily_start(
    calls: DailyCalls | None,
) -> Callable[[Request, Announced], Awaitable[Mapping[str, Any]]]:
    """What `POST /start` answers to who comes by Daily, as Pipecat's own clients want it.

    Args:
        calls: Meets callers; None where Daily is not set up.
    """

    async def answer(_request: Request, announced: Announced) -> Mapping[str, Any]:
        invitation = await _invited(calls, announced.choices, announced.claim)
        return {
            "dailyRoom": invitation.room_url,
            "dailyToken": invitation.token,
            "sessionId": invitation.conversation_id,
        }

    return answer


async def _invited(calls: DailyCalls | None, choices: Choices, claim: Claim) -> Invitation:
    if calls is None:
        raise ProblemError(HTTPStatus.NOT_IMPLEMENTED, _NOT_SET_UP)
    try:
        return await calls.invite(choices, claim)
    except (SessionsFullError, ClaimError) as error:
        raise as_problem(error) from error
    except DailyError as error:
        raise _problem(error) from error


def _problem(error: DailyError) -> ProblemError:
    match error:
        case DailyMissingError():
            return ProblemError(HTTPStatus.NOT_IMPLEMENTED, str(error))
        case RoomInUseError():
            return ProblemError(HTTPStatus.CONFLICT, str(error))
        case DailyBusyError():
            status = HTTPStatus.SERVICE_UNAVAILABLE
            return ProblemError(status, str(error), retry_after_secs=_RETRY_SECS)
        case DailyKeyError():
            return ProblemError(HTTPStatus.BAD_GATEWAY, str(error))
        case _:
            return ProblemError(HTTPStatus.BAD_GATEWAY, str(error), retry_after_secs=_RETRY_SECS)
