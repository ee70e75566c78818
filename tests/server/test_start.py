from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.scripted_stack import ScriptedStack


@pytest.fixture
async def client(settings: Settings, stack: ScriptedStack) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(settings, stack))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


async def test_choices_lead_to_an_offer(client: httpx.AsyncClient) -> None:
    choices = {"voice": "tone", "timezone": "Europe/Berlin", "llm_backend": "scripted"}
    started = (await client.post("/start", json=choices)).json()
    assert started["webrtcRequestParams"]["endpoint"] == "/api/offer"
    assert started["webrtcRequestParams"]["requestData"]["session_id"] == started["sessionId"]
    assert started["iceConfig"] == {"iceServers": []}


async def test_no_body_at_all_means_no_wishes(client: httpx.AsyncClient) -> None:
    assert (await client.post("/start")).status_code == 200


async def test_what_pipecats_own_clients_send_is_understood(client: httpx.AsyncClient) -> None:
    body = {"enableDefaultIceServers": True, "body": {"voice": "tone"}}
    assert (await client.post("/start", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("choices", "named"),
    [
        ({"voice": "nobody"}, "voice"),
        ({"voice": 7}, "voice"),
        ({"voice": "\ud800"}, "voice"),
        ({"llm_backend": "gpt"}, "llm_backend"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"transport": "pigeon"}, "transport"),
        ({"greeting": "yes"}, "greeting"),
        ({"keep": "audio"}, "HISTORY_KEEP"),
        ({"keep": "everything"}, "Choose one of: nothing, text."),
        ({"keep": True}, "keep"),
        ({"colour": "red"}, "colour"),
        ({"body": {"colour": "red"}}, "colour"),
        ({"body": {"voice": 7}}, "body"),
    ],
)
async def test_a_choice_that_cannot_be_met_is_refused_by_name(
    client: httpx.AsyncClient, choices: dict[str, Any], named: str
) -> None:
    content = json.dumps(choices)
    headers = {"Content-Type": "application/json"}
    refused = await client.post("/start", content=content, headers=headers)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert named in refused.json()["detail"]


async def test_a_body_too_large_is_refused_whether_it_says_so_or_not(
    client: httpx.AsyncClient,
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield b" " * 1000

    for content in (b" " * 300_000, endless()):
        refused = await client.post("/start", content=content)
        assert refused.status_code == 413
        assert refused.json()["status"] == 413


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("DELETE", "/start")])
async def test_what_is_not_there_is_a_problem_too(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    refused = await client.request(method, path)
    assert refused.status_code in (404, 405)
    assert refused.headers["content-type"] == "application/problem+json"


async def test_the_page_may_load_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = await client.get("/client/")
    if page.status_code == 200:
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "http" not in page.headers["content-security-policy"]
    assert (await client.get("/client")).headers["location"] == "/client/"
