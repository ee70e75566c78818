from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from http import HTTPStatus
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from repartee.conversation.parts import Choices
from repartee.conversation.reception import Reception
from repartee.conversation.session_manager import SessionsFullError
from repartee.server.problems import ProblemError
from repartee.transports.port_range import PortsUsedUpError
from repartee.transports.sdp import BadOfferError

_MOST_WAITING_CHOICES = 1000
_RETRY_SECS = 30

ShortText = Annotated[str, Field(max_length=256)]


class _Body(BaseModel):
    """A request body in which nothing may stand that is not understood."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class StartRequest(_Body):
    """What a caller chooses before connecting."""

    transport: Literal["webrtc"] = "webrtc"
    voice: ShortText = ""
    llm_backend: ShortText = ""
    language: ShortText = ""
    persona: ShortText = ""
    timezone: ShortText = ""
    greeting: bool = True
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


class StartAnswer(BaseModel):
    """How to connect."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    session_id: str
    webrtc_request_params: dict[str, Any]
    ice_config: dict[str, Any]


class _WaitingChoices:
    """Choices made by /start whose offer has not come yet; the oldest give way."""

    def __init__(self) -> None:
        self._choices: OrderedDict[str, Choices] = OrderedDict()

    def keep(self, choices: Choices) -> str:
        session_id = secrets.token_urlsafe(16)
        self._choices[session_id] = choices
        while len(self._choices) > _MOST_WAITING_CHOICES:
            self._choices.popitem(last=False)
        return session_id

    def take(self, session_id: str) -> Choices | None:
        return self._choices.pop(session_id, None)


def signalling_routes(reception: Reception) -> APIRouter:
    """The routes by which a caller connects over WebRTC.

    Args:
        reception: Lets callers in.

    Returns:
        `POST /start`, `POST /api/offer`, `PATCH /api/offer`.
    """
    router = APIRouter()
    waiting = _WaitingChoices()

    @router.post("/start")
    async def start(request: StartRequest | None = None) -> StartAnswer:
        choices = _checked_choices(_merged(request or StartRequest()), reception)
        _admit(reception)
        session_id = waiting.keep(choices)
        return StartAnswer(
            session_id=session_id,
            webrtc_request_params={
                "endpoint": "/api/offer",
                "requestData": {"session_id": session_id},
            },
            ice_config={"iceServers": reception.client_ice_servers()},
        )

    @router.post("/api/offer")
    async def offer(request: OfferRequest) -> dict[str, str]:
        try:
            known = await reception.answer_again(
                request.pc_id or "", request.sdp, restart=bool(request.restart_pc)
            )
            if known:
                return known
            _admit(reception)
            session_id = request.request_data.session_id if request.request_data else ""
            return await reception.answer(request.sdp, waiting.take(session_id) or Choices())
        except PortsUsedUpError as error:
            raise ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "No port is free for the sound of another call. Please try again in a minute; "
                "whoever runs this server can widen WEBRTC_PORT_RANGE.",
                retry_after_secs=_RETRY_SECS,
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
                await reception.add_candidate(
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


def _admit(reception: Reception) -> None:
    try:
        reception.admit()
    except SessionsFullError as error:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"All {error.limit} lines are busy. Please try again in a minute.",
            retry_after_secs=_RETRY_SECS,
        ) from error


def _merged(request: StartRequest) -> StartRequest:
    """Take choices from `body` too, where Pipecat's own clients put them."""
    if not request.body:
        return request
    known = {key: value for key, value in request.body.items() if key in _CHOICE_FIELDS}
    unknown = sorted(set(request.body) - set(known))
    if unknown:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"body: there is no choice {_ascii(unknown[0])}. Known: {', '.join(_CHOICE_FIELDS)}.",
        )
    try:
        chosen = request.model_dump(include=set(_CHOICE_FIELDS), exclude_unset=True)
        return StartRequest(**{**chosen, **known, "transport": request.transport})
    except ValueError as error:
        detail = "body: a choice has the wrong type; texts are strings, greeting is true or false."
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from error


_CHOICE_FIELDS = ("voice", "llm_backend", "language", "persona", "timezone", "greeting")


def _checked_choices(request: StartRequest, reception: Reception) -> Choices:
    menu = reception.menu
    _check_offered("voice", request.voice, menu.voices)
    _check_offered("llm_backend", request.llm_backend, menu.brains)
    _check_offered("language", request.language, menu.languages)
    _check_offered("persona", request.persona, menu.personas)
    return Choices(
        voice=request.voice,
        brain=request.llm_backend,
        language=request.language,
        persona=request.persona,
        greeting=request.greeting,
        timezone=_timezone(request.timezone),
    )


def _check_offered(name: str, value: str, offered: Sequence[str]) -> None:
    if value and value not in offered:
        choose = f"Choose one of: {', '.join(offered)}." if offered else "There is none to choose."
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"{name}: there is no {_ascii(value)} here. {choose}",
        )


def _timezone(name: str) -> tzinfo:
    if not name:
        return _server_timezone()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"timezone: {_ascii(name)} is not a time zone. Example: Europe/Berlin.",
        ) from error


def _server_timezone() -> tzinfo:
    return datetime.now().astimezone().tzinfo or UTC


def _ascii(value: str) -> str:
    return ascii(value)[:80]
