from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.scripted_stack import ScriptedStack


@pytest.fixture
async def client(settings: Settings, stack: ScriptedStack) -> AsyncIterator[httpx.AsyncClient]:
    changes = {
        "access_token": SecretStr("open sesame"),
        "allowed_origins": ["https://ours.example"],
    }
    app = create_app(settings.model_copy(update=changes), stack)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


async def test_health_is_for_everybody(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).status_code == 200


@pytest.mark.parametrize("path", ["/api/info", "/api/phrases", "/client/"])
async def test_nothing_else_is_told_without_the_token(client: httpx.AsyncClient, path: str) -> None:
    refused = await client.get(path)
    assert refused.status_code == 401
    assert refused.json()["detail"]


async def test_a_program_presents_the_token_as_bearer(client: httpx.AsyncClient) -> None:
    good = await client.get("/api/info", headers={"Authorization": "Bearer open sesame"})
    bad = await client.get("/api/info", headers={"Authorization": "Bearer guessed"})
    assert (good.status_code, bad.status_code) == (200, 401)


async def test_a_browser_opens_the_page_with_the_token_once(client: httpx.AsyncClient) -> None:
    opened = await client.get("/", params={"token": "open sesame"})
    assert opened.status_code == 303
    assert "token" not in opened.headers["location"]
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await client.get("/api/info")).status_code == 200


async def test_an_odd_cookie_of_another_server_locks_nobody_out(
    client: httpx.AsyncClient,
) -> None:
    opened = await client.get("/", params={"token": "open sesame"})
    ours = opened.headers["set-cookie"].partition(";")[0]
    client.cookies.clear()
    answer = await client.get("/api/info", headers={"Cookie": f'theirs={{"a": 1}}; {ours}'})
    assert answer.status_code == 200


async def test_a_person_without_the_token_is_asked_for_it(client: httpx.AsyncClient) -> None:
    asked = await client.get("/", headers={"Accept": "text/html"})
    assert asked.status_code == 401
    assert "<form" in asked.text


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://here", 200), ("https://ours.example", 200), ("https://evil.example", 403)],
)
async def test_only_our_own_pages_may_start_calls(
    client: httpx.AsyncClient, origin: str, status: int
) -> None:
    headers = {"Authorization": "Bearer open sesame", "Origin": origin}
    assert (await client.post("/start", json={}, headers=headers)).status_code == status


@pytest.mark.parametrize("token", ["", "\u00fc", "open sesame ", "x" * 10_000])
async def test_an_odd_token_is_refused_and_breaks_nothing(
    client: httpx.AsyncClient, token: str
) -> None:
    assert (await client.get("/api/info", params={"token": token})).status_code == 401


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://ours.example", True), ("https://evil.example", False)]
)
async def test_a_browser_may_ask_beforehand_for_an_allowed_origins_page(
    client: httpx.AsyncClient, origin: str, allowed: bool
) -> None:
    asks = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    asks["Access-Control-Request-Headers"] = "content-type"
    answer = await client.options("/start", headers=asks)
    assert (answer.headers.get("access-control-allow-origin") == origin) is allowed
    assert (answer.status_code == 200) is allowed
