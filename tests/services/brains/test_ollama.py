from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web
from pipecat.services.ollama.llm import OLLamaLLMService
from pipecat.utils.errors import ErrorCategory

from repartee.services.brains.ollama import OllamaBrain
from repartee.services.config import BrainConfig
from repartee.services.progress import Progress
from repartee.services.provider import ProviderError
from tests.support.service_bench import bench
from tests.support.vendor_server import Handler, answers, streams, vendor

_NOT_THERE = answers(
    404, {"error": {"message": "model 'llama3.2:3b' not found", "type": "not_found_error"}}
)
_TAGS = answers(200, {"models": [{"name": "llama3.2:3b"}, {"name": "phi:latest"}]})


def _pull(*lines: object, drop: bool = False) -> Handler:
    pieces = [f"{json.dumps(line)}\n" for line in lines]
    return streams(pieces, drop=drop, kind="application/x-ndjson")


async def test_a_model_that_is_not_there_is_named_with_how_to_get_it() -> None:
    async with vendor(_NOT_THERE) as server:
        brain = OllamaBrain(BrainConfig(base_url=server.url))
        async with bench(brain.brain()) as it:
            await it.ask("Hello?")
            assert it.errors[0].error == (
                "Ollama has no model llama3.2:3b. Fetch it with: ollama pull llama3.2:3b. "
                "Or set OLLAMA_MODEL to one that it has."
            )
            assert it.categories == [ErrorCategory.INVALID_REQUEST]
        stock = OLLamaLLMService(base_url=f"{server.url}/v1")
        async with bench(stock) as it:
            await it.ask("Hello?")
            assert "ollama pull" not in it.errors[0].error  # the fault
    asked = [body["model"] for path, body in server.requests if path == "/v1/chat/completions"]
    assert asked == ["llama3.2:3b", "llama2"]  # and the other: a default that nobody has


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
async def test_its_address_may_be_given_with_or_without_its_version(suffix: str) -> None:
    async with vendor(_TAGS) as server:
        brain = OllamaBrain(BrainConfig(base_url=server.url + suffix))
        assert (await brain.check()).ok
        assert await brain.missing_model() is None
    assert {path for path, _ in server.requests} == {"/api/tags"}


async def test_a_model_without_a_tag_is_the_latest() -> None:
    async with vendor(_TAGS) as server:
        assert await OllamaBrain(BrainConfig(base_url=server.url, model="phi")).check()
        brain = OllamaBrain(BrainConfig(base_url=server.url, model="mistral"))
        assert await brain.missing_model() == "mistral"
        found = await brain.check()
    assert found.fix == "Fetch it with: ollama pull mistral"


async def test_a_pull_tells_how_many_bytes_of_all_layers_have_come() -> None:
    handler = _pull(
        {"status": "pulling manifest"},
        {"status": "pulling a", "digest": "a", "total": 100},
        {"status": "pulling a", "digest": "a", "total": 100, "completed": 60},
        {"status": "pulling b", "digest": "b", "total": 40, "completed": 40},
        {"status": "pulling a", "digest": "a", "total": 100, "completed": 100},
        {"status": "success"},
    )
    told: list[Progress] = []
    async with vendor(handler) as server:
        await OllamaBrain(BrainConfig(base_url=server.url)).pull(told.append)
    assert server.requests[0] == ("/api/pull", {"model": "llama3.2:3b", "stream": True})
    assert [(p.done_bytes, p.total_bytes) for p in told] == [
        (0, None), (0, 100), (60, 100), (100, 140), (140, 140), (140, 140),
    ]  # fmt: skip
    assert told[-1].status == "success"


@pytest.mark.parametrize(
    ("handler", "says"),
    [
        (_pull({"error": "pull model manifest: file does not exist"}), "file does not exist"),
        (_pull({"status": "pulling a", "digest": "a", "total": 9}), "Try again"),
        (_pull({"status": "pulling a", "digest": "a", "total": 9}, drop=True), "cannot be asked"),
        (streams(["<html>\n"]), "cannot be asked"),
    ],
    ids=["unknown", "ended", "dropped", "garbage"],
)
async def test_a_pull_that_fails_says_why(handler: Handler, says: str) -> None:
    async with vendor(handler) as server:
        with pytest.raises(ProviderError, match=says):
            await OllamaBrain(BrainConfig(base_url=server.url)).pull(lambda _: None)


async def test_the_model_is_loaded_at_the_start_so_that_nobody_waits_for_that() -> None:
    loaded: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        loaded.append(request.path)
        return web.json_response({"done": True})

    async with vendor(handle) as server:
        brain = OllamaBrain(BrainConfig(base_url=server.url))
        await brain.start()
        assert brain._loading is not None
        await brain._loading
        await brain.close()
    assert loaded[0] == "/api/generate"


async def test_a_server_that_is_away_does_not_keep_the_brain_from_starting() -> None:
    brain = OllamaBrain(BrainConfig(base_url="http://127.0.0.1:9"))
    await brain.start()
    found = await brain.check()
    assert "OLLAMA_BASE_URL" in found.fix
    with pytest.raises(ProviderError, match="OLLAMA_BASE_URL"):
        await brain.missing_model()
    await brain.close()


async def test_conversations_are_given_what_ollama_loaded_the_model_with() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        models = [{"name": "llama3.2:3b", "context_length": 2_048}]
        return web.json_response({"models": models})

    async with vendor(handle) as server:
        brain = OllamaBrain(BrainConfig(base_url=server.url, context_tokens=700))
        await brain.start()
        try:
            assert brain._loading is not None
            await asyncio.wait_for(brain._loading, 60)
            room = brain.brain().room
        finally:
            await brain.close()
    assert room.limit == 2_048
    assert room.left(fixed=0, answer=100) == 700
