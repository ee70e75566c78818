from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiortc import RTCSessionDescription
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

from repartee.caller.contact import Server
from repartee.caller.errors import BadInputError, CallFailedError, ServerRefusedError
from repartee.caller.wires.signalling import Signalling
from tests.caller.support.server import serving

OFFER = RTCSessionDescription(sdp="v=0", type="offer")


@asynccontextmanager
async def signalling_with(answers: dict[str, Any]) -> AsyncIterator[tuple[Signalling, list[Any]]]:
    """A server that answers each path as told, and what it was sent."""
    app, sent = FastAPI(), []

    @app.post("/{path:path}", response_model=None)
    async def answer(path: str, request: Request) -> Any:
        sent.append((path, await request.json()))
        return answers.get(path, PlainTextResponse("nothing here", 404))

    async with serving(app) as url:
        known = Server(url)
        yield Signalling(known), sent
        await known.close()


async def test_the_offer_goes_where_the_server_says_with_what_it_says() -> None:
    params = {"endpoint": "/api/offer", "requestData": {"session_id": "s1"}}
    servers = {"iceServers": [{"urls": ["stun:127.0.0.1:3478"], "username": "u"}]}
    started = {"sessionId": "s1", "webrtcRequestParams": params, "iceConfig": servers}
    answer = {"sdp": "v=0", "type": "answer", "pc_id": "p1"}
    async with signalling_with({"start": started, "api/offer": answer}) as (signalling, sent):
        invitation = await signalling.start({"voice": "slt"})
        description = await signalling.offer(invitation, OFFER)

    assert description.type == "answer"
    assert sent == [
        ("start", {"transport": "webrtc", "voice": "slt"}),
        ("api/offer", {"sdp": "v=0", "type": "offer", "requestData": {"session_id": "s1"}}),
    ]
    assert [server.urls for server in invitation.ice_servers] == [["stun:127.0.0.1:3478"]]


async def test_pipecats_own_runner_is_understood() -> None:
    async with signalling_with({"start": {"sessionId": "abc"}}) as (signalling, _):
        invitation = await signalling.start({})

    assert invitation.endpoint.endswith("/sessions/abc/api/offer")


async def test_a_server_without_start_is_offered_a_connection_straight_away() -> None:
    async with signalling_with({}) as (signalling, _):
        invitation = await signalling.start({})

    assert invitation.endpoint.endswith("/api/offer")
    assert invitation.request_data is None


@pytest.mark.parametrize("nonsense", [PlainTextResponse("<html>"), {"sessionId": 3}, []])
async def test_an_answer_that_is_no_voice_agents_is_one_clear_sentence(nonsense: Any) -> None:
    async with signalling_with({"start": nonsense}) as (signalling, _):
        with pytest.raises(CallFailedError, match="POST /start was not answered the way"):
            await signalling.start({})


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (PlainTextResponse("<html>oops</html>", 500), "500 Internal Server Error"),
        (PlainTextResponse('{"detail": "Wait."}', 429), "Wait."),
        (PlainTextResponse('{"title": "Full house"}', 503), "Full house"),
        (PlainTextResponse('{"detail": [1]}', 422), "422 Unprocessable"),
    ],
)
async def test_a_refusal_is_told_as_well_as_the_server_tells_it(
    page: PlainTextResponse, told: str
) -> None:
    async with signalling_with({"start": page}) as (signalling, _):
        with pytest.raises(ServerRefusedError) as refused:
            await signalling.start({})

    assert refused.value.detail.startswith(told)
    assert refused.value.status == page.status_code


@pytest.mark.parametrize("url", ["", "localhost:7860", "127.0.0.1", "ws://here", "http://"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(BadInputError, match="must begin with http"):
        Server(url)
