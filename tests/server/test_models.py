from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from repartee.models.downloads import Downloads
from repartee.models.hub import Hub
from repartee.models.pull import Puller
from repartee.models.store import ModelStore
from repartee.server.models import model_routes
from repartee.server.problems import install_problem_handlers
from tests.models.contents import REPO, whisper_files
from tests.models.hub_standin import HubStandIn, serving
from tests.support.running_server import running


@pytest.fixture
async def hub() -> AsyncIterator[HubStandIn]:
    files = whisper_files()
    async with serving(HubStandIn({REPO: files, "org/own": files})) as standin:
        yield standin


@pytest.fixture
def downloads(hub: HubStandIn, tmp_path: Path) -> Downloads:
    store = ModelStore(tmp_path)
    return Downloads(store, Puller(store, Hub(hub.url)))


@pytest.fixture
async def server(downloads: Downloads) -> AsyncIterator[httpx.AsyncClient]:
    async for client in _client(downloads):
        yield client


async def _client(
    downloads: Downloads, *, may_change: bool = True
) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_problem_handlers(app)
    app.include_router(model_routes(downloads, may_change=may_change, also_allowed=["org/own"]))
    async with running(app) as url, httpx.AsyncClient(base_url=url) as client:
        yield client
        await downloads.close()


async def test_a_model_is_fetched_by_the_page(
    server: httpx.AsyncClient, downloads: Downloads
) -> None:
    answer = await server.post("/api/models/whisper-tiny/pull")
    assert answer.status_code == 202
    assert answer.json()["name"] == "whisper-tiny"
    await downloads.ended("whisper-tiny")
    told = (await server.get("/api/models")).json()
    here = [model["name"] for model in told["models"] if model["installed"]]
    assert here == ["whisper-tiny"]
    assert told["downloads"][0]["phase"] == "done"
    assert told["downloads"][0]["fraction"] == 1


async def test_events_follow_a_download_to_its_end(
    server: httpx.AsyncClient, downloads: Downloads, hub: HubStandIn
) -> None:
    hub.hold_after = 100_000
    await server.post("/api/models/whisper-tiny/pull")
    phases = []
    async with server.stream("GET", "/api/models/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        async for line in events.aiter_lines():
            if line.startswith("data: "):
                phases.append(json.loads(line[6:])["downloads"][0]["phase"])
                hub.go_on.set()
    assert phases[0] in ("starting", "running")
    assert phases[-1] == "done"


async def test_the_stream_ends_at_once_when_nothing_is_under_way(
    server: httpx.AsyncClient,
) -> None:
    answer = await server.get("/api/models/events")
    assert answer.text == 'retry: 5000\n\ndata: {"downloads":[]}\n\n'


async def test_a_download_is_stopped(server: httpx.AsyncClient, hub: HubStandIn) -> None:
    hub.hold_after = 0
    await server.post("/api/models/org/own/pull")
    stopped = await server.delete("/api/models/org/own/pull")
    assert stopped.json()["phase"] == "cancelled"
    again = await server.delete("/api/models/org/own/pull")
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("whisper-tinny", "Did you mean whisper-tiny"),
        ("org/other", "not in the catalogue"),
        ("..%2F..%2Fetc", "no model called"),
    ],
)
async def test_unknown_models_are_problems(server: httpx.AsyncClient, name: str, says: str) -> None:
    answer = await server.post(f"/api/models/{name}/pull")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"]


async def test_too_many_are_told_to_come_back(server: httpx.AsyncClient, hub: HubStandIn) -> None:
    hub.hold_after = 0
    await server.post("/api/models/whisper-tiny/pull")
    await server.post("/api/models/org/own/pull")
    answer = await server.post("/api/models/whisper-small/pull")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"


async def test_strangers_may_look_but_not_fetch(downloads: Downloads) -> None:
    async for client in _client(downloads, may_change=False):
        assert (await client.post("/api/models/whisper-tiny/pull")).status_code == 403
        assert (await client.delete("/api/models/whisper-tiny/pull")).status_code == 403
        assert (await client.get("/api/models")).status_code == 200
