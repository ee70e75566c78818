"""Whoever runs the server sees how it does."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from repartee.app import create_app
from repartee.conversation.events import Charge, Failed, TurnMeasured
from repartee.history.store import HistoryStore, NumberedEvent
from repartee.settings import Settings
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack


async def test_a_server_tells_how_it_does(settings: Settings) -> None:
    settings = settings.model_copy(update={"budget_per_day": 2.0})
    store = HistoryStore("", settings.data_dir)
    await store.open()
    now = datetime.now(UTC)
    charge = Charge(provider="openai", unit="characters", amount=1, usd=0.25)
    measured = TurnMeasured(
        turn=1, steps_ms={"decided": 301, "heard": 401}, charges=[charge], at=now
    )
    failed = Failed(part="Voice", what="It failed.", at=now)
    await store.append("talk", [NumberedEvent(1, measured), NumberedEvent(2, failed)])
    await store.close()
    async with (
        running(create_app(settings, ScriptedStack())) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        told = (await client.get("/api/operations")).json()
        assert (await client.get("/api/operations?hours=0")).status_code == 422
    assert told["sessions"]["active"] == 0
    assert told["load"]["cpus"] >= 1
    assert told["load"]["memory_bytes"] > 1_000_000
    assert 0 <= told["load"]["loop_lag"]["median_ms"] <= told["load"]["loop_lag"]["longest_ms"]
    assert told["health"]["brain"] == "healthy"
    # It was spent before this server ran, and counts all the same.
    assert (told["spent_today_usd"], told["budget_per_day_usd"]) == (0.25, 2)
    figures = told["figures"]
    assert figures["waits"] == {"count": 1, "p50_ms": 410, "p95_ms": 410, "p99_ms": 410}
    assert figures["stages"] == [
        {"stage": "decided", "count": 1, "p50_ms": 301, "p95_ms": 301},
        {"stage": "heard", "count": 1, "p50_ms": 100, "p95_ms": 100},
    ]
    assert figures["errors"] == [{"type": "Voice", "count": 1}]
    (cost,) = figures["costs"]
    assert (cost["provider"], cost["usd"]) == ("openai", 0.25)


async def test_whoever_runs_the_server_has_it_take_no_new_conversations(settings: Settings) -> None:
    settings = settings.model_copy(update={"history_keep": "nothing"})
    async with (
        running(create_app(settings, ScriptedStack())) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):

        async def told() -> list[object]:
            places = ("/health", "/api/operations")
            return [(await client.get(each)).json()["draining"] for each in places]

        assert await told() == [False, False]
        assert (await client.post("/api/operations/drain")).status_code == 204
        assert await told() == [True, True]
        refused = await client.post("/start", json={})
        assert refused.status_code == 503
        assert refused.headers["Retry-After"] == "30"
        assert refused.json()["code"] == "draining"
        assert (await client.delete("/api/operations/drain")).status_code == 204
        assert await told() == [False, False]
        assert (await client.post("/start", json={})).status_code == 200


async def test_where_nothing_is_kept_it_says_why_there_are_no_figures(settings: Settings) -> None:
    settings = settings.model_copy(update={"history_keep": "nothing"})
    async with (
        running(create_app(settings, ScriptedStack())) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        told = (await client.get("/api/operations")).json()
    assert told["figures"] is None
    assert "HISTORY_KEEP=nothing" in told["missing"]


@pytest.mark.parametrize(("token", "status"), [("", 401), ("secret", 200)])
async def test_strangers_are_told_nothing(settings: Settings, token: str, status: int) -> None:
    settings = settings.model_copy(update={"access_token": SecretStr("secret")})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        running(create_app(settings, ScriptedStack())) as url,
        httpx.AsyncClient(base_url=url, timeout=60, headers=headers) as client,
    ):
        assert (await client.get("/api/operations")).status_code == status
        drained = await client.post("/api/operations/drain")
        assert drained.status_code == (204 if status == 200 else status)
