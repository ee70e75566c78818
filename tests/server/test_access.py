from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.scripted_stack import ScriptedStack

WRONG = {"Authorization": "Bearer guessed"}


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


async def test_a_wrong_token_is_called_wrong_and_a_missing_one_missing(
    client: httpx.AsyncClient,
) -> None:
    missing = await client.get("/api/info")
    assert missing.json()["detail"].startswith("This server asks for a token.")
    assert missing.headers["www-authenticate"] == "Bearer"
    for wrong in (
        await client.get("/api/info", headers=WRONG),
        await client.get("/api/info", params={"token": "guessed"}),
        await client.get("/api/info", headers={"Cookie": "repartee_token=of-yesterday"}),
    ):
        assert wrong.status_code == 401
        assert wrong.json()["detail"].startswith("The token is wrong")
        assert wrong.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_person_whose_token_is_wrong_is_told_so(client: httpx.AsyncClient) -> None:
    page = {"Accept": "text/html"}
    asked = await client.get("/", headers=page, params={"token": "guessed"})
    assert asked.status_code == 401
    assert "This token is wrong" in asked.text
    assert "guessed" not in asked.text


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


@pytest.fixture
async def open_house(settings: Settings, stack: ScriptedStack) -> AsyncIterator[httpx.AsyncClient]:
    """A server without a token, as it runs at home."""
    changes = {"public_url": "https://agent.example.com", "allowed_hosts": ["*.lan.example"]}
    app = create_app(settings.model_copy(update=changes), stack)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    "host", ["localhost:7860", "192.168.1.5:7860", "agent.example.com", "box.lan.example:1", "box"]
)
async def test_a_page_of_this_server_may_call_it_by_any_name_of_its_own(
    open_house: httpx.AsyncClient, host: str
) -> None:
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert (await open_house.post("/start", json={}, headers=headers)).status_code == 200


@pytest.mark.parametrize("path", ["/start", "/api/info", "/client/"])
async def test_a_page_whose_name_was_led_here_gets_nothing(
    open_house: httpx.AsyncClient, path: str
) -> None:
    headers = {"Host": "evil.example:7860", "Origin": "http://evil.example:7860"}
    method = "POST" if path == "/start" else "GET"
    refused = await open_house.request(method, path, headers=headers)
    assert refused.status_code == 403
    assert "ALLOWED_HOSTS" in refused.json()["detail"]


async def test_a_probe_may_ask_for_health_by_any_name(open_house: httpx.AsyncClient) -> None:
    answer = await open_house.get("/health", headers={"Host": "evil.example"})
    assert answer.status_code == 200


async def test_through_a_tunnel_the_token_is_enough(client: httpx.AsyncClient) -> None:
    host = "odd-words.tunnel.example"
    headers = {"Host": host, "Origin": f"https://{host}", "Authorization": "Bearer open sesame"}
    assert (await client.post("/start", json={}, headers=headers)).status_code == 200


async def test_with_a_certificate_of_its_own_names_need_no_check(
    settings: Settings, stack: ScriptedStack
) -> None:
    app = create_app(settings.model_copy(update={"https": True}), stack)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://talk.example") as client:
        assert (await client.get("/api/info")).status_code == 200
