"""Ollama's own SDK talks to the stand-in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import ollama
import openai
import pytest

from repartee.simulator.delays import DelayChoice
from repartee.simulator.faults import FaultKind
from repartee.simulator.ollama.library import Library
from repartee.simulator.ollama.pull import pull
from repartee.simulator.simulator import Simulator
from repartee.simulator.vendors.ollama import OllamaStandIn
from tests.simulator.conftest import scripted
from tests.simulator.vendors.support import ASK_TIME, OPENAI_TOOLS, SAID, arm

_MODEL = "llama3.2:3b"
_HELLO = [{"role": "user", "content": "Hello."}]


@asynccontextmanager
async def _connected(*, pulled: bool = True) -> AsyncIterator[tuple[ollama.AsyncClient, Simulator]]:
    async with scripted("ollama") as simulator:
        standin = simulator.standin("ollama")
        assert isinstance(standin, OllamaStandIn)
        if pulled:
            standin.library.install(_MODEL)
        host = simulator.environment()["OLLAMA_BASE_URL"]
        yield ollama.AsyncClient(host=host, timeout=20), simulator


async def _stream(client: ollama.AsyncClient, **more: Any) -> list[ollama.ChatResponse]:
    asked: dict[str, Any] = {"model": _MODEL, "messages": _HELLO, **more}
    return [part async for part in await client.chat(stream=True, **asked)]


async def test_words_are_streamed_and_counted() -> None:
    async with _connected() as (client, _):
        parts = await _stream(client)
        whole = await client.chat(model=_MODEL, messages=_HELLO)
    assert "".join(part.message.content or "" for part in parts) == whole.message.content
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].done_reason == "stop"
    assert parts[-1].eval_count == len(parts) - 1


async def test_a_tool_is_called_and_its_answer_spoken() -> None:
    asked = {"role": "user", "content": ASK_TIME}
    async with _connected() as (client, _):
        parts = await _stream(client, messages=[asked], tools=OPENAI_TOOLS)
        (call,) = [call for part in parts for call in part.message.tool_calls or ()]
        assert call.function.name == "tell_time"
        assert call.function.arguments == {"city": "tokyo"}
        answer = await client.chat(
            model=_MODEL,
            tools=OPENAI_TOOLS,
            messages=[
                asked,
                {"role": "assistant", "content": "", "tool_calls": [call.model_dump()]},
                {"role": "tool", "tool_name": "tell_time", "content": SAID},
            ],
        )
    assert answer.message.content == "It is noon in Tokyo."


async def test_a_model_must_be_pulled_before_it_answers() -> None:
    async with _connected(pulled=False) as (client, _):
        with pytest.raises(ollama.ResponseError) as caught:
            await _stream(client)
        assert caught.value.status_code == 404
        assert (await client.list()).models == []
        statuses = [part.status async for part in await client.pull(_MODEL, stream=True)]
        assert statuses[0] == "pulling manifest"
        assert statuses[-1] == "success"
        (listed,) = (await client.list()).models
        assert listed.model == _MODEL
        assert (await _stream(client))[-1].done


async def test_what_is_not_in_the_library_cannot_be_pulled() -> None:
    async with _connected(pulled=False) as (client, _):
        with pytest.raises(ollama.ResponseError, match="file does not exist"):
            await client.pull("acme-9000")
        with pytest.raises(ollama.ResponseError, match="file does not exist"):
            async for _part in await client.pull("acme-9000", stream=True):
                pass


async def test_progress_grows_and_takes_its_time() -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    lines = [line async for line in pull(Library(), _MODEL, 0.5)]
    assert 0.4 < loop.time() - began < 3
    first = [line for line in lines if line.get("digest") == lines[1]["digest"]]
    amounts = [line.get("completed", 0) for line in first]
    assert amounts == sorted(amounts, key=lambda amount: int(str(amount)))
    assert len(amounts) >= 4
    assert amounts[-1] == first[0]["total"]


async def test_a_pull_that_was_broken_off_goes_on_where_it_was() -> None:
    library = Library()
    async for line in pull(library, _MODEL, 1.0):
        if int(str(line.get("completed", 0))) > 300_000_000:
            break
    assert library.get(_MODEL) is None
    lines = [line async for line in pull(library, _MODEL, 0.1)]
    assert int(str(lines[1]["completed"])) > 300_000_000
    assert library.get(_MODEL)


async def test_a_model_can_be_shown_listed_as_running_and_deleted() -> None:
    async with _connected() as (client, simulator):
        assert (await client.show(_MODEL)).capabilities == ["completion", "tools"]
        assert (await client.ps()).models == []
        await _stream(client)
        (running,) = (await client.ps()).models
        assert running.model == _MODEL
        await client.delete(_MODEL)
        with pytest.raises(ollama.ResponseError):
            await client.delete(_MODEL)
        base = simulator.urls["ollama"]
        async with httpx.AsyncClient(base_url=base) as raw:
            assert (await raw.get("/")).text == "Ollama is running"
            assert "version" in (await raw.get("/api/version")).json()


async def test_the_first_answer_waits_for_the_model_to_load() -> None:
    async with scripted("ollama", delays=DelayChoice(0.2, {"ollama": 0.0})) as simulator:
        standin = simulator.standin("ollama")
        assert isinstance(standin, OllamaStandIn)
        standin.library.install(_MODEL)
        client = ollama.AsyncClient(host=simulator.urls["ollama"])
        times = []
        for _ in range(2):
            began = asyncio.get_running_loop().time()
            await _stream(client, options={"num_predict": 1})
            times.append(asyncio.get_running_loop().time() - began)
    assert times[0] > 0.35 > times[1]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.REFUSE, ConnectionError),
        (FaultKind.ERROR, ollama.ResponseError),
        (FaultKind.UNAVAILABLE, ollama.ResponseError),
        (FaultKind.SLOW, httpx.ReadTimeout),
        (FaultKind.HANG, httpx.ReadTimeout),
        (FaultKind.HALF_OPEN, httpx.ReadTimeout),
        (FaultKind.DROP, httpx.RemoteProtocolError),
        (FaultKind.GARBAGE, json.JSONDecodeError),
    ],
)
async def test_each_fault_is_the_sdks_own_error_and_the_next_request_is_answered(
    kind: FaultKind, error: type[Exception]
) -> None:
    async with _connected() as (_, simulator):
        where = simulator.urls["ollama"]
        hasty = ollama.AsyncClient(where, timeout=0.5 if error is httpx.ReadTimeout else 20)
        arm(simulator, kind)
        # It turns only a refused connection of a request without a stream into an error of its own.
        with pytest.raises((error, httpx.ConnectError)):
            await _stream(hasty)
        simulator.standin("ollama").faults.clear()
        assert (await _stream(ollama.AsyncClient(where, timeout=20)))[-1].done


async def test_openais_sdk_gets_answers_and_errors_in_openais_shape() -> None:
    async with _connected() as (_, simulator):
        client = openai.AsyncOpenAI(
            base_url=f"{simulator.urls['ollama']}/v1", api_key="ollama", max_retries=0
        )
        messages: Any = _HELLO
        answer = await client.chat.completions.create(model=_MODEL, messages=messages)
        assert answer.choices[0].message.content
        with pytest.raises(openai.NotFoundError, match="model 'mistral' not found"):
            await client.chat.completions.create(model="mistral", messages=messages)
        arm(simulator, FaultKind.ERROR)
        with pytest.raises(openai.InternalServerError) as caught:
            await client.chat.completions.create(model=_MODEL, messages=messages)
        assert caught.value.body == {
            "message": "Internal server error.",
            "type": "api_error",
            "param": None,
            "code": None,
        }
        assert [model.id async for model in client.models.list()] == [_MODEL]
