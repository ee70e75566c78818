from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, WebSocket
from pydantic import ValidationError
from starlette.datastructures import QueryParams
from starlette.types import Scope

from repartee.conversation.claim import ClaimError
from repartee.conversation.reception import Reception
from repartee.conversation.session_manager import SessionsFullError
from repartee.server.choices import Wishes, checked_choices
from repartee.server.problems import ProblemError
from repartee.server.refusals import close_code, sentence_of
from repartee.server.signalling import AnswerStart
from repartee.server.tickets import Announced, Tickets
from repartee.transports.line import LineKind
from repartee.transports.websocket.conduct import SocketLimits
from repartee.transports.websocket.rtvi import RTVICodec
from repartee.transports.websocket.socket_line import SocketLine

_PATH = "/api/ws"
# Pipecat's stock player has no jitter buffer, and loses sound each time it runs dry; but what it
# was sent it plays, whoever interrupts. Ours waits by itself, and forgets when it is told to.
_STOCK_LEAD_SECS = 0.1
_OWN_LEAD_SECS = 0.2
# Application codes of RFC 6455; the HTTP status is added, so that 4404 reads as 404.
_OWN_CODES = 4000


def websocket_routes(reception: Reception, tickets: Tickets, max_text_chars: int) -> APIRouter:
    """The routes by which Pipecat's own clients connect over a WebSocket.

    Args:
        reception: Lets callers in.
        tickets: What callers said at the start.
        max_text_chars: Longest typed message.

    Returns:
        `/api/ws/{ticket}` for who asked `POST /start` before; `/api/ws` and `/` for who says all
        in the address.
    """
    router = APIRouter()
    limits = SocketLimits(max_text_chars=max_text_chars)

    async def talk(websocket: WebSocket, ticket: str = "") -> None:
        await websocket.accept()
        line = _line(websocket, limits)
        try:
            announced = (
                _taken(tickets, ticket) if ticket else _announced(websocket.query_params, reception)
            )
            await reception.receive(line, announced.choices, announced.claim)
        except ProblemError as error:
            await line.turn_away(_OWN_CODES + error.status, "refused", error.detail)
        except (SessionsFullError, ClaimError) as error:
            reason = "full" if isinstance(error, SessionsFullError) else "refused"
            await line.turn_away(close_code(error), reason, sentence_of(error))

    router.add_api_websocket_route(f"{_PATH}/{{ticket}}", talk)
    router.add_api_websocket_route(_PATH, talk)
    router.add_api_websocket_route("/", talk)
    return router


def websocket_start(tickets: Tickets) -> AnswerStart:
    """How `POST /start` answers who comes by WebSocket.

    Args:
        tickets: Keeps what the caller said until they connect.
    """

    async def answer(request: Request, announced: Announced) -> Mapping[str, Any]:
        # Pipecat's client takes `wsUrl` and `token`, and throws at anything else.
        ticket = tickets.issue(announced)
        return {"wsUrl": f"{_websocket_origin(request)}{_PATH}/{ticket}"}

    return answer


def is_ticket_holder(tickets: Tickets) -> Callable[[Scope], bool]:
    """Make a check whether a WebSocket comes with a ticket, which was given by `POST /start`."""

    def holds(scope: Scope) -> bool:
        path: str = scope["path"]
        return scope["type"] == "websocket" and tickets.holds(path.removeprefix(f"{_PATH}/"))

    return holds


def _line(websocket: WebSocket, limits: SocketLimits) -> SocketLine:
    clears = websocket.query_params.get("clear") == "1"
    return SocketLine(
        websocket,
        RTVICodec(clears=clears),
        LineKind.WEBSOCKET,
        lead_secs=_OWN_LEAD_SECS if clears else _STOCK_LEAD_SECS,
        limits=limits,
    )


def _taken(tickets: Tickets, ticket: str) -> Announced:
    announced = tickets.take(ticket)
    if announced is None:
        raise ProblemError(
            HTTPStatus.NOT_FOUND, "This address was good for one connection. Ask /start again."
        )
    return announced


def _announced(query: QueryParams, reception: Reception) -> Announced:
    said: dict[str, Any] = {
        key: value for key, value in query.items() if key not in ("token", "clear")
    }
    if "greeting" in said:
        said["greeting"] = said["greeting"] not in ("0", "false")
    try:
        wishes = Wishes(**said)
    except ValidationError as error:
        names = ", ".join(ascii(each["loc"][0]) for each in error.errors()[:5])
        detail = f"The address has choices that are not understood: {names}."
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from error
    return Announced(checked_choices(wishes, reception.menu), wishes.claim)


def _websocket_origin(request: Request) -> str:
    """The server's address as the caller sees it; a page on https may open wss alone."""
    host = request.headers.get("host", request.url.netloc)
    page = urlsplit(request.headers.get("origin", ""))
    secure = request.url.scheme == "https" or (page.scheme == "https" and page.netloc == host)
    return f"{'wss' if secure else 'ws'}://{host}{request.scope.get('root_path', '')}"
