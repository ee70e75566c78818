from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from repartee.server.health import health_of, health_routes, overall
from repartee.server.problems import install_problem_handlers
from repartee.telemetry.health import HealthBoard
from repartee.telemetry.hiding import hider
from tests.support.running_server import running
from tests.support.scripted_provider import ScriptedProvider, sick


@pytest.fixture
def speaches() -> ScriptedProvider:
    return ScriptedProvider("speaches", "Speaches")


@pytest.fixture
def board(speaches: ScriptedProvider) -> HealthBoard:
    ollama = ScriptedProvider("ollama", "Ollama", sick("key sk_canary is refused"))
    return HealthBoard(lambda: {"ears": speaches, "brain-ollama": ollama, "voice": speaches})


@pytest.fixture
async def server(board: HealthBoard) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_problem_handlers(app)
    app.include_router(health_routes(board, hider(["sk_canary"])))
    async with running(app) as url, httpx.AsyncClient(base_url=url) as client:
        yield client


async def test_a_service_tells_of_each_part_it_serves_in(server: httpx.AsyncClient) -> None:
    answer = await server.get("/health/speaches")
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "healthy"
    assert set(told["checks"]) == {"ears", "voice"}
    assert told["checks"]["ears"]["finding"] == "it is there"


async def test_a_sick_one_says_what_to_do_and_no_key(server: httpx.AsyncClient) -> None:
    answer = await server.get("/health/ollama")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    check = answer.json()["checks"]["brain-ollama"]
    assert check["fix"] == "Set VENDOR_API_KEY."
    assert "sk_canary" not in answer.text


async def test_an_unknown_one_is_a_problem_that_names_the_others(
    server: httpx.AsyncClient,
) -> None:
    answer = await server.get("/health/deepgram")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ears, brain-ollama, voice, speaches, ollama" in answer.json()["detail"]


async def test_a_hundred_probes_are_one_call(
    server: httpx.AsyncClient, speaches: ScriptedProvider
) -> None:
    await asyncio.gather(*(server.get("/health/ears") for _ in range(100)))
    assert speaches.checks == 1


async def test_the_whole_is_as_well_as_those_who_serve_first(board: HealthBoard) -> None:
    checks = await health_of(board)
    assert checks == {"ears": "healthy", "brain-ollama": "degraded", "voice": "healthy"}
    assert overall(checks) == "healthy"
    assert overall({**checks, "voice": "degraded"}) == "degraded"
