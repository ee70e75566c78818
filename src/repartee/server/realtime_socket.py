from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket
from loguru import logger
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from repartee.conversation.claim import ClaimError
from repartee.conversation.parts import Choices
from repartee.conversation.reception import Reception
from repartee.conversation.session_manager import SessionsFullError
from repartee.server.choices import Wishes, checked_choices
from repartee.server.problems import ProblemError
from repartee.server.refusals import close_code, sentence_of
from repartee.transports.openai_realtime.client_events import (
    BadEventError,
    UpdateSession,
    parse_event,
)
from repartee.transports.openai_realtime.events import ErrorType, error, event
from repartee.transports.openai_realtime.line import RealtimeLine
from repartee.transports.openai_realtime.permissions import Permissions
from repartee.transports.openai_realtime.session import (
    SessionSettings,
    SessionUpdate,
    language_in,
    voice_in,
)
from repartee.transports.pcm16.voices import voice_for
from repartee.transports.websocket.announcements import close_reason
from repartee.transports.websocket.conduct import SocketLimits

SUBPROTOCOL = "realtime"

# A client that says nothing by then wants the session as it is.
_FIRST_EVENT_SECS = 3.0
_FRAME_BYTES = 1_048_576
# Programs send recordings as fast as the wire takes them.
_SOUND_AT_ONCE_SECS = 120.0
_LEFT_TO_US = "repartee"
# Application codes of RFC 6455; the HTTP status is added, so that 4422 reads as 422.
_OWN_CODES = 4000


@dataclass(frozen=True)
class RealtimeRules:
    """What an operator allows programs that speak OpenAI's protocol."""

    permissions: Permissions
    longest_secs: float
    """How long a session may last."""


def realtime_socket_routes(reception: Reception, rules: RealtimeRules) -> APIRouter:
    """The route by which stock clients of OpenAI's Realtime API talk to the agent.

    Args:
        reception: Lets callers in.
        rules: What they may do.

    Returns:
        The WebSocket `/v1/realtime`.
    """
    router = APIRouter()
    limits = SocketLimits(
        frame_bytes=_FRAME_BYTES,
        sound_at_once_secs=_SOUND_AT_ONCE_SECS,
        max_text_chars=rules.permissions.max_text_chars,
    )

    @router.websocket("/v1/realtime")
    async def realtime(
        websocket: WebSocket,
        model: str = "",
        greeting: bool = False,
        keep: str = "",
        person: str = "",
        continues: Annotated[str, Query(alias="continue")] = "",
    ) -> None:
        offered = websocket.scope.get("subprotocols") or ()
        await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
        voice = next(iter(reception.menu.voices), "")
        session = SessionSettings(model or _LEFT_TO_US, voice, rules.longest_secs)
        try:
            reception.admit()
            first = await _open(websocket, session, wait=not greeting)
            own = _own_wishes(greeting=greeting, keep=keep, person=person, continues=continues)
            choices = _choices(reception, session, _update_in(first), rules, own)
            line = RealtimeLine(websocket, session, first, limits, rules.permissions)
            await reception.receive(line, choices, own.claim)
        except (SessionsFullError, ClaimError) as refusal:
            sentence = sentence_of(refusal)
            code, kind = close_code(refusal), ErrorType.SERVER
            await _refuse(websocket, sentence, code, "rate_limit_exceeded", kind)
        except ProblemError as problem:
            code = _OWN_CODES + problem.status
            await _refuse(websocket, problem.detail, code, "invalid_value", ErrorType.REQUEST)
        except WebSocketDisconnect:
            return

    return router


async def _open(websocket: WebSocket, session: SessionSettings, *, wait: bool) -> str:
    """Say how the session is, and wait for what the client makes of it."""
    created = event("session.created", session=session.as_event())
    await websocket.send_text(json.dumps(created))
    if not wait:
        return ""
    try:
        return await asyncio.wait_for(websocket.receive_text(), _FIRST_EVENT_SECS)
    except (TimeoutError, KeyError):
        # No text frame; whatever else it was is not missed.
        return ""


def _update_in(frame: str) -> SessionUpdate | None:
    try:
        asked = parse_event(frame) if frame else None
    except BadEventError:
        # The line tells the client.
        return None
    return asked.session if isinstance(asked, UpdateSession) else None


def _own_wishes(**said: str | bool) -> Wishes:
    """What the client chose in our own words, in the address."""
    try:
        return Wishes.model_validate(said)
    except ValidationError as error:
        names = ", ".join(str(each["loc"][0]) for each in error.errors())
        detail = f"The address has choices that are not understood: {names}."
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from error


def _choices(
    reception: Reception,
    session: SessionSettings,
    update: SessionUpdate | None,
    rules: RealtimeRules,
    own: Wishes,
) -> Choices:
    """What the client chose, in OpenAI's words and (`own`) in ours, in the address."""
    menu = reception.menu
    update = update or SessionUpdate()
    voice = voice_for(voice_in(update), menu.voices)
    session.voice = voice or session.voice
    language = language_in(update)
    theirs = {
        "voice": voice,
        "llm_backend": session.model if session.model in menu.brains else "",
        "language": language if language in menu.languages else "",
    }
    choices = checked_choices(own.model_copy(update=theirs), menu)
    prompts = rules.permissions.instructions
    return replace(choices, system_prompt=(update.instructions or "").strip() if prompts else "")


async def _refuse(
    websocket: WebSocket, sentence: str, close: int, error_code: str, kind: ErrorType
) -> None:
    logger.info("A program was not let in: {}", sentence)
    refused = error(sentence, code=error_code, kind=kind)
    try:
        await websocket.send_text(json.dumps(refused))
        await websocket.close(close, close_reason(sentence))
    except (WebSocketDisconnect, RuntimeError):
        # Whoever is gone need not be told.
        return
