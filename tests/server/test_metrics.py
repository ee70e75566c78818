"""Prometheus scrapes a server, and strangers do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import httpx
import pytest
from prometheus_client import Metric
from prometheus_client import parser as text
from prometheus_client.openmetrics import parser as openmetrics
from pydantic import SecretStr

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.conversation_socket import calling
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack


# The library's own readers have no types.
def _families(told: str, read: Callable[[str], Iterable[Metric]]) -> dict[str, Metric]:
    return {each.name: each for each in read(told)}


async def test_a_scrape_tells_how_the_server_is(settings: Settings) -> None:
    async with (
        running(create_app(settings, ScriptedStack())) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        plain = await client.get("/metrics")
        wish = {"Accept": "application/openmetrics-text; version=1.0.0"}
        wished = await client.get("/metrics", headers=wish)
        odd = {"Accept": "application/openmetrics-text; version=newest"}
        assert (await client.get("/metrics", headers=odd)).status_code == 200
    assert plain.headers["content-type"].startswith("text/plain; version=")
    families = _families(plain.text, text.text_string_to_metric_families)
    (limit,) = families["repartee_sessions_limit"].samples
    assert limit.value == settings.max_sessions
    assert {sample.labels["state"] for sample in families["repartee_sessions"].samples} == {
        "active",
        "held",
    }
    assert families["process_resident_memory_bytes"].samples[0].value > 1_000_000
    assert wished.headers["content-type"].startswith("application/openmetrics-text")
    assert "repartee_turns" in _families(wished.text, openmetrics.text_string_to_metric_families)


async def test_a_turn_of_a_conversation_is_counted_by_the_way_its_caller_came(
    url: str,
) -> None:
    async with calling(url, "talk", greeting="false") as caller:
        await caller.send(type="text", text="hi")
        assert await caller.said("assistant") == "You said hi."
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        told = (await client.get("/metrics")).text
    assert 'repartee_turns_total{input="text",transport="pcm16"} 1.0' in told
    assert "repartee_sessions_begun_total 1.0" in told


@pytest.mark.parametrize(("token", "status"), [("", 401), ("wrong", 401), ("secret", 200)])
async def test_whoever_has_no_token_is_told_nothing(
    settings: Settings, token: str, status: int
) -> None:
    settings = settings.model_copy(update={"access_token": SecretStr("secret")})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        running(create_app(settings, ScriptedStack())) as url,
        httpx.AsyncClient(base_url=url, timeout=60, headers=headers) as client,
    ):
        answer = await client.get("/metrics")
    assert answer.status_code == status
    assert ("repartee_" in answer.text) == (status == 200)
    assert "secret" not in answer.text
