from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from repartee.conversation.claim import Claim, ClaimError
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices
from repartee.conversation.session_manager import SessionsFullError
from repartee.conversation.webrtc_calls import WebRTCCalls
from repartee.server.choices import ShortText, Wishes, checked_choices, quoted
from repartee.server.problems import ProblemError
from repartee.server.refusals import as_problem
from repartee.server.tickets import Announced, Tickets
from repartee.transports.webrtc.ice_servers import IceServers
from repartee.transports.webrtc.port_range import PortsUsedUpError
from repartee.transports.webrtc.sdp import BadOfferError

_PORT_RETRY_SECS = 30


class _Body(BaseModel):
    """A request body in which nothing may stand that is not understood."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class StartRequest(Wishes):
    """What a caller chooses before connecting."""

    transport: Literal["webrtc", "websocket", "daily"] | None = None
    # What Pipecat's own clients send along.
    enable_default_ice_servers: Annotated[bool, Field(alias="enableDefaultIceServers")] = False
    create_daily_room: Annotated[Literal[False], Field(alias="createDailyRoom")] = False
    body: dict[str, Any] = Field(default_factory=dict)


class RequestData(BaseModel):
    """What ties an offer to the choices made at the start; other keys are the client's own."""

    model_config = ConfigDict(extra="ignore", strict=True, populate_by_name=True)

    session_id: ShortText = ""


class OfferRequest(_Body):
    """A WebRTC offer, as Pipecat's clients send it."""

    sdp: Annotated[str, Field(min_length=1)]
    type: Literal["offer"]
    pc_id: ShortText | None = None
    restart_pc: bool | None = None
    request_data: Annotated[RequestData | None, Field(alias="requestData")] = None


class Candidate(_Body):
    """One ICE candidate."""

    candidate: Annotated[str, Field(max_length=1024)]
    sdp_mid: ShortText | None = None
    sdp_mline_index: Annotated[int, Field(ge=0, le=64)] | None = None


class CandidatesRequest(_Body):
    """Candidates found after the offer was sent."""

    pc_id: ShortText
    candidates: Annotated[list[Candidate], Field(max_length=64)]


AnswerStart = Callable[[Request, Announced], Awaitable[Mapping[str, Any]]]
"""Tells a caller how to connect; what they said is kept for when they do."""


def signalling_routes(
    calls: WebRTCCalls,
    menu: Menu,
    tickets: Tickets,
    ice_servers: IceServers,
    *,
    other_ways: Mapping[str, AnswerStart],
    usual_way: str,
) -> APIRouter:
    """The routes by which a caller says how they come, and connects over WebRTC.

    Args:
        calls: Answers offers.
        menu: What a caller may choose.
        tickets: Keeps what a caller chose until they connect.
        ice_servers: Tells each caller the STUN and TURN servers.
        other_ways: What is answered to who comes by another transport than `webrtc`.
        usual_way: The transport of those who name none.

    Returns:
        `POST /start`, `POST /api/offer`, `PATCH /api/offer`.
    """
    router = APIRouter()

    async def start_webrtc(_request: Request, announced: Announced) -> Mapping[str, Any]:
        session_id = tickets.issue(announced)
        return {
            "sessionId": session_id,
            "webrtcRequestParams": {
                "endpoint": "/api/offer",
                "requestData": {"session_id": session_id},
            },
            "iceConfig": {"iceServers": ice_servers.for_browser()},
        }

    ways = {"webrtc": start_webrtc, **other_ways}

    @router.post("/start")
    async def start(request: Request, said: StartRequest | None = None) -> Mapping[str, Any]:
        wishes = _merged(said or StartRequest())
        answer = _way(wishes.transport or usual_way, ways)
        announced = Announced(checked_choices(wishes, menu), wishes.claim)
        await _check(calls, announced.claim)
        return await answer(request, announced)

    @router.post("/api/offer")
    async def offer(request: OfferRequest) -> dict[str, str]:
        try:
            known = await calls.answer_again(
                request.pc_id or "", request.sdp, restart=bool(request.restart_pc)
            )
            if known:
                return known
            session_id = request.request_data.session_id if request.request_data else ""
            announced = tickets.take(session_id) or Announced(Choices(), Claim())
            await _check(calls, announced.claim)
            choices = announced.choices

            def seated(claim: Claim) -> None:
                tickets.settle(session_id, Announced(choices, claim))

            return await calls.answer(request.sdp, choices, announced.claim, seated)
        except PortsUsedUpError as error:
            raise ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "No port is free for the sound of another call. Please try again in a minute; "
                "whoever runs this server can widen WEBRTC_PORT_RANGE.",
                retry_after_secs=_PORT_RETRY_SECS,
            ) from error
        except BadOfferError as error:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                f"The WebRTC offer cannot be used: {error}. "
                "Reload the page and try again; if it stays, try another browser.",
            ) from error

    @router.patch("/api/offer")
    async def candidates(request: CandidatesRequest) -> dict[str, str]:
        try:
            for each in request.candidates:
                await calls.add_candidate(
                    request.pc_id, each.candidate, each.sdp_mid, each.sdp_mline_index
                )
        except KeyError as error:
            detail = "There is no such connection (any more). Make a new offer."
            raise ProblemError(HTTPStatus.NOT_FOUND, detail) from error
        except BadOfferError as error:
            detail = f"The ICE candidates cannot be used: {error}."
            raise ProblemError(HTTPStatus.BAD_REQUEST, detail) from error
        return {"status": "success"}

    return router


def _way(transport: str, ways: Mapping[str, AnswerStart]) -> AnswerStart:
    if transport not in ways:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"transport: nobody can come by {transport} here. Choose one of: {', '.join(ways)}.",
        )
    return ways[transport]


async def _check(calls: WebRTCCalls, claim: Claim) -> None:
    try:
        await calls.check(claim)
    except (SessionsFullError, ClaimError) as error:
        raise as_problem(error) from error


def _merged(request: StartRequest) -> StartRequest:
    """Take choices from `body` too, where Pipecat's own clients put them."""
    if not request.body:
        return request
    known = {key: value for key, value in request.body.items() if key in _CHOICE_FIELDS}
    unknown = sorted(set(request.body) - set(known))
    if unknown:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"body: there is no choice {quoted(unknown[0])}. Known: {', '.join(_CHOICE_FIELDS)}.",
        )
    try:
        chosen = request.model_dump(
            include=set(Wishes.model_fields), exclude_unset=True, by_alias=True
        )
        return StartRequest(**{**chosen, **known, "transport": request.transport})
    except ValueError as error:
        detail = "body: a choice has the wrong type; texts are strings, greeting is true or false."
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from error


_CHOICE_FIELDS = tuple(field.alias or name for name, field in Wishes.model_fields.items())
