from __future__ import annotations

from fastapi import APIRouter, WebSocket
from loguru import logger
from starlette.websockets import WebSocketDisconnect

from repartee.conversation.claim import (
    ClaimError,
    NoSuchConversationError,
    NotYourConversationError,
)
from repartee.conversation.reception import Reception
from repartee.conversation.session_manager import SessionsFullError
from repartee.server.conversation_wishes import HouseRules, PromptForbiddenError, understand
from repartee.server.problems import ProblemError
from repartee.server.refusals import Refusal, close_code, sentence_of
from repartee.transports.pcm16 import schema
from repartee.transports.pcm16.health_events import ErrorCode, ErrorEvent
from repartee.transports.pcm16.line import Pcm16Line
from repartee.transports.websocket.conduct import SocketLimits

_OWN_CODES = 4000
# RFC 6455: what follows the code in a close frame.
_MOST_REASON_BYTES = 123


def conversation_socket_routes(
    reception: Reception, rules: HouseRules, limits: SocketLimits
) -> APIRouter:
    """The routes by which a caller talks over a plain WebSocket, and its schema.

    Args:
        reception: Lets callers in.
        rules: What they may ask for.
        limits: What they may do.

    Returns:
        `/api/realtime/pipecat/ws/{conversation_id}`, `/api/realtime/pipecat/asyncapi.json` and
        `/api/realtime/pipecat/schema`.
    """
    router = APIRouter()

    @router.websocket(schema.PATH)
    async def converse(websocket: WebSocket, conversation_id: str) -> None:
        # Browsers hide why a handshake was refused: accept, say it, close.
        await websocket.accept()
        try:
            asked = understand(conversation_id, websocket.query_params, rules)
            line = Pcm16Line(websocket, asked.greeting, limits)
            await reception.receive(line, asked.choices, asked.claim)
        except ProblemError as error:
            code = _problem_code(error)
            await _refuse(websocket, code, _OWN_CODES + error.status, error.detail)
        except (SessionsFullError, ClaimError) as error:
            await _refuse(websocket, _claim_code(error), close_code(error), sentence_of(error))

    @router.get("/api/realtime/pipecat/asyncapi.json")
    async def asyncapi() -> dict[str, object]:
        return schema.asyncapi()

    @router.get("/api/realtime/pipecat/schema")
    async def json_schema() -> dict[str, object]:
        return schema.json_schema()

    return router


def _problem_code(error: ProblemError) -> ErrorCode:
    if isinstance(error, PromptForbiddenError):
        return ErrorCode.PROMPT_FORBIDDEN
    return ErrorCode.BAD_REQUEST


def _claim_code(error: Refusal) -> ErrorCode:
    match error:
        case NoSuchConversationError():
            return ErrorCode.NO_SUCH_CONVERSATION
        case NotYourConversationError():
            return ErrorCode.NOT_YOURS
        case _:
            return ErrorCode.FULL


async def _refuse(websocket: WebSocket, code: ErrorCode, close: int, sentence: str) -> None:
    logger.info("A caller of the conversation socket was not let in: {}", code)
    event = ErrorEvent(code=code, message=sentence, fatal=True)
    reason = sentence.encode()[:_MOST_REASON_BYTES].decode(errors="ignore")
    try:
        await websocket.send_text(event.model_dump_json())
        await websocket.close(close, reason)
    except (WebSocketDisconnect, RuntimeError):
        # Whoever is gone need not be told.
        return
