"""Whoever runs the server sees which conversations go on, and may end one."""

from __future__ import annotations

import httpx
import pytest
from pydantic import SecretStr

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack


async def _sessions(url: str) -> list[dict[str, object]]:
    async with httpx.AsyncClient(base_url=url) as client:
        listed: list[dict[str, object]] = (await client.get("/api/sessions")).json()["sessions"]
        return listed


async def test_a_conversation_is_listed_while_it_goes_on(url: str) -> None:
    assert await _sessions(url) == []
    async with await Peer(url).connect({"name": "Anna"}) as peer:
        await peer.wait_for("bot-ready")
        (session,) = await _sessions(url)
        assert session["state"] == "live"
        assert session["participants"] == [{"id": "guest-1", "name": "Anna"}]
        assert session["id"]


async def test_one_that_is_ended_says_so_to_its_caller_and_is_gone(url: str) -> None:
    async with await Peer(url).connect() as peer:
        await peer.wait_for("bot-ready")
        (session,) = await _sessions(url)
        async with httpx.AsyncClient(base_url=url) as client:
            ended = await client.delete(f"/api/sessions/{session['id']}")
        assert ended.status_code == 204
        told = await peer.wait_for("server-message", type="ending")
        assert told["data"]["reason"] == "dismissed"
        assert await _sessions(url) == []


async def test_one_that_is_not_there_cannot_be_ended(url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.delete("/api/sessions/nobody")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("host", "token", "status"),
    [("0.0.0.0", "", 403), ("0.0.0.0", "open sesame", 200), ("127.0.0.1", "", 200)],
)
async def test_strangers_see_nobodys_conversations(
    settings: Settings, stack: ScriptedStack, host: str, token: str, status: int
) -> None:
    changes = {"server_host": host, "access_token": SecretStr(token), "allow_anonymous": True}
    app = create_app(settings.model_copy(update=changes), stack)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        running(app) as url,
        httpx.AsyncClient(base_url=url, headers=headers) as client,
    ):
        assert (await client.get("/api/sessions")).status_code == status
