from __future__ import annotations

from fastapi import APIRouter, Request, WebSocket
from starlette.responses import Response

from repartee.server.telephony.exchange import PREFIX, Exchange

__all__ = ["PREFIX", "telephone_routes"]


def telephone_routes(exchange: Exchange) -> APIRouter:
    """The routes by which telephone vendors bring their calls.

    Args:
        exchange: Answers them.

    Returns:
        `POST` and `GET /api/telephone/{vendor}`, and the streams below it.
    """
    router = APIRouter(prefix=PREFIX.rstrip("/"))

    @router.post("/{vendor}")
    @router.get("/{vendor}")
    async def webhook(request: Request, vendor: str) -> Response:
        return await exchange.answer(request, vendor)

    @router.websocket("/{vendor}/stream/{ticket}")
    async def stream(websocket: WebSocket, vendor: str, ticket: str) -> None:
        await exchange.connect(websocket, vendor, ticket)

    return router
