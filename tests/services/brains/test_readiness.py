"""While a caller speaks, a brain nearby reads ahead, and one far away is rung up."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from openai import AsyncOpenAI
from pipecat.processors.aggregators.llm_context import LLMContext
from pydantic import SecretStr

from repartee.services.addresses import is_nearby
from repartee.services.brains.cerebras import CerebrasBrain
from repartee.services.brains.ollama import OllamaBrain
from repartee.services.brains.readiness import Readiness
from repartee.services.config import BrainConfig
from repartee.services.turn_comes import TurnComesFrame
from tests.services.brains.test_chat import DONE, HELLO
from tests.support.service_bench import bench
from tests.support.vendor_server import Vendor, answers, streams, vendor

TALK: list[Any] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi."}]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def request() -> dict[str, Any]:
    return {"model": "m", "messages": TALK, "stream": True, "max_tokens": 500}


def asked(server: Vendor) -> list[str]:
    return [path for path, _ in server.requests]


async def until(server: Vendor, requests: int) -> None:
    async with asyncio.timeout(30):
        while len(server.requests) < requests:
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("address", "nearby"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.20:8080/v1", True),
        ("http://ollama:11434", True),
        ("http://mac.local:1234/v1", True),
        ("https://api.openai.com/v1", False),
        ("https://8.8.8.8/v1", False),
        ("", False),
    ],
)
def test_a_server_of_ones_own_is_told_from_one_that_bills(address: str, nearby: bool) -> None:
    assert is_nearby(address) is nearby


async def test_a_server_nearby_reads_the_talk_so_far_and_writes_one_word_at_most() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server:
        client = AsyncOpenAI(api_key="k", base_url=f"{server.url}/v1")
        await Readiness(client, reads_ahead=True).prepare(request)
        await client.close()
    ((path, body),) = server.requests
    assert path == "/v1/chat/completions"
    assert body["messages"] == TALK
    assert body["max_tokens"] == 1
    assert "max_completion_tokens" not in body


async def test_a_connection_far_away_is_opened_when_none_was_used_lately() -> None:
    clock = Clock()
    async with vendor(answers(200, {"object": "list", "data": []})) as server:
        client = AsyncOpenAI(api_key="k", base_url=f"{server.url}/v1")
        readiness = Readiness(client, reads_ahead=False, clock=clock)
        await readiness.prepare(request)
        clock.now += 5
        await readiness.prepare(request)
        assert asked(server) == ["/v1/models"]
        clock.now += 60
        await readiness.prepare(request)
        readiness.used()
        await readiness.prepare(request)
        await client.close()
    assert asked(server) == ["/v1/models", "/v1/models"]


async def test_a_server_that_is_not_there_holds_nobody_up() -> None:
    async with AsyncOpenAI(api_key="k", base_url="http://127.0.0.1:9/v1", max_retries=0) as client:
        await Readiness(client, reads_ahead=True).prepare(request)
        await Readiness(client, reads_ahead=False).prepare(request)


async def test_ollama_reads_while_the_caller_speaks_and_nothing_of_it_is_an_answer() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server:
        brain = OllamaBrain(BrainConfig(base_url=server.url, model="m"))
        async with bench(brain.brain()) as it:
            await it.give(TurnComesFrame(LLMContext(list(TALK))))
            await until(server, 1)
            assert it.text == ""
            await it.ask("Hello?")
            assert it.text == "Hello there. "
        await brain.close()
    bodies = [body for _, body in server.requests]
    assert [each["content"] for each in bodies[0]["messages"]] == ["Be brief.", "Hi."]
    assert bodies[0]["max_tokens"] == 1
    assert bodies[1].get("max_tokens") != 1


async def test_what_is_still_being_read_gives_way_to_the_question() -> None:
    async def reads_for_ever(asked: web.Request) -> web.StreamResponse:
        body = await asked.json()
        if body.get("max_tokens") != 1:
            return await streams([*HELLO, *DONE])(asked)
        await asyncio.sleep(60)
        return web.Response()

    async with vendor(reads_for_ever) as server:
        brain = OllamaBrain(BrainConfig(base_url=server.url, model="m"))
        async with bench(brain.brain()) as it:
            await it.give(TurnComesFrame(LLMContext(list(TALK))))
            await until(server, 1)
            await it.ask("Hello?")
            assert it.text == "Hello there. "
        await brain.close()


async def test_a_vendor_that_bills_is_not_made_to_read() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server:
        config = BrainConfig(base_url=f"{server.url}/v1", api_key=SecretStr("sk-x"), model="m")
        brain = CerebrasBrain(config)
        async with bench(brain.brain()) as it:
            await it.give(TurnComesFrame(LLMContext(list(TALK))))
            await until(server, 1)
        await brain.close()
    assert asked(server) == ["/v1/models"]
