"""The agent's HTTP side, on a port of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from queue import Queue
from threading import Event, Thread
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from pipecat.transports.smallwebrtc.request_handler import (
    SmallWebRTCRequest,
    SmallWebRTCRequestHandler,
)

from tests.caller.support.scripted_agent import Manners, converse

FULL = {
    "type": "about:blank",
    "title": "Full house",
    "status": 503,
    "detail": "All lines are busy.",
}


def agent_app(manners: Manners, *, full: bool = False, token: str | None = None) -> FastAPI:
    """The two routes a caller needs, and what they were asked."""
    app = FastAPI()
    handler = SmallWebRTCRequestHandler()
    conversations: set[asyncio.Task[None]] = set()
    app.state.started = []

    @app.post("/start", response_model=None)
    async def start(request: Request) -> JSONResponse | dict[str, Any]:
        app.state.started.append(await request.json())
        if full:
            return JSONResponse(
                FULL, 503, {"Retry-After": "7"}, media_type="application/problem+json"
            )
        if token and request.headers.get("Authorization") != f"Bearer {token}":
            return JSONResponse({"detail": "A token is needed."}, 401)
        params = {"endpoint": "/api/offer", "requestData": {"session_id": "s1"}}
        return {
            "sessionId": "s1",
            "webrtcRequestParams": params,
            "iceConfig": {"iceServers": []},
        }

    @app.post("/api/offer")
    async def offer(request: Request) -> dict[str, str] | None:
        async def begin(connection: SmallWebRTCConnection) -> None:
            task = asyncio.create_task(converse(connection, manners))
            conversations.add(task)
            task.add_done_callback(conversations.discard)

        wanted = SmallWebRTCRequest.from_dict(await request.json())
        return await handler.handle_web_request(wanted, begin)

    return app


@contextmanager
def serving_beside(app: FastAPI) -> Iterator[str]:
    """Serve an app in a thread with a loop of its own; gives its address."""
    address: Queue[str] = Queue()
    done = Event()

    async def serve() -> None:
        async with serving(app) as url:
            address.put(url)
            await asyncio.to_thread(done.wait)

    thread = Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield address.get(timeout=20)
    finally:
        done.set()
        thread.join()


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Serve an app until the block is left; gives its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()
