"""Servers of one's own are asked how much of a conversation their model takes, over a socket."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from repartee.services.brains.openai import OpenAICompatibleBrain
from repartee.services.config import BrainConfig
from repartee.services.context.room import UNKNOWN_LIMIT
from tests.support.vendor_server import Handler, vendor

LLAMA_CPP = {
    "/v1/models": {"data": [{"id": "qwen.gguf", "meta": {"n_ctx_train": 131_072}}]},
    "/props": {"default_generation_settings": {"n_ctx": 4_096}, "total_slots": 2},
}
SERVERS: dict[str, dict[str, Any]] = {
    "vLLM": {"/v1/models": {"data": [{"id": "m", "max_model_len": 4_096}]}},
    "llama.cpp": LLAMA_CPP,
    "llama.cpp that tells it in its list": {
        "/v1/models": {"data": [{"id": "m", "meta": {"n_ctx": 4_096, "n_ctx_train": 131_072}}]},
    },
    "llama.cpp behind a proxy that hides its properties": {
        "/v1/models": {"data": [{"id": "qwen.gguf", "meta": {"n_ctx_train": 4_096}}]},
    },
    "LM Studio": {
        "/v1/models": {"data": [{"id": "m"}, {"id": "other"}]},
        "/api/v0/models": {
            "data": [
                {"id": "other", "max_context_length": 99},
                {"id": "m", "loaded_context_length": 4_096, "max_context_length": 131_072},
            ]
        },
    },
    "Ollama": {
        "/v1/models": {"data": [{"id": "m", "owned_by": "library"}]},
        "/api/ps": {"models": [{"name": "m:latest", "context_length": 4_096}]},
        "/api/show": {"model_info": {"llama.context_length": 131_072}},
    },
}


def serves(pages: dict[str, Any]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path in pages:
            return web.json_response(pages[request.path])
        return web.json_response({"error": "Unexpected endpoint."}, status=404)

    return handle


def brain_at(url: str) -> OpenAICompatibleBrain:
    return OpenAICompatibleBrain(BrainConfig(base_url=f"{url}/v1", model="m"))


async def learned(brain: OpenAICompatibleBrain) -> int:
    """What the conversations of a brain go by once it has started."""
    await brain.start()
    try:
        assert brain._asking is not None
        await asyncio.wait_for(brain._asking, 60)
        return brain.brain().room.limit
    finally:
        await brain.close()


@pytest.mark.parametrize("name", SERVERS)
async def test_a_server_is_asked_at_its_start(name: str) -> None:
    async with vendor(serves(SERVERS[name])) as server:
        assert await learned(brain_at(server.url)) == 4_096


async def test_of_a_server_that_tells_nothing_little_is_assumed() -> None:
    async with vendor(serves({"/v1/models": {"data": [{"id": "m"}]}})) as server:
        assert await learned(brain_at(server.url)) == UNKNOWN_LIMIT


async def test_a_look_at_its_health_does_not_forget_what_it_told() -> None:
    async with vendor(serves(LLAMA_CPP)) as server:
        brain = brain_at(server.url)
        assert await learned(brain) == 4_096
        await brain.check()
        assert brain.brain().room.limit == 4_096


async def test_a_server_that_comes_up_later_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("repartee.services.brains.openai._ASK_AGAIN_SECS", 0.01)
    loading = [503, 503]
    pages = serves(SERVERS["vLLM"])

    async def handle(request: web.Request) -> web.StreamResponse:
        if loading:
            return web.json_response({"error": "Loading model"}, status=loading.pop())
        return await pages(request)

    async with vendor(handle) as server:
        assert await learned(brain_at(server.url)) == 4_096


async def test_a_server_that_is_away_holds_up_neither_start_nor_close() -> None:
    async with asyncio.timeout(60):
        brain = brain_at("http://127.0.0.1:9")
        await brain.start()
        await brain.close()
