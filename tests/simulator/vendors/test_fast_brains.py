"""The SDKs of Groq and Cerebras talk to their stand-ins."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import cerebras.cloud.sdk as cerebras
import groq
import httpx
import pytest

from repartee.simulator.faults import FaultKind
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import scripted
from tests.simulator.vendors.support import ASK_TIME, OPENAI_TOOLS, SAID, arm, silence

Client = groq.AsyncGroq | cerebras.AsyncCerebras

_MODELS = {"groq": "llama-3.3-70b-versatile", "cerebras": "gpt-oss-120b"}
_HELLO = [{"role": "user", "content": "Hello."}]
_VENDORS = pytest.mark.parametrize("vendor", ["groq", "cerebras"])


@asynccontextmanager
async def _connected(vendor: str, *hears: str) -> AsyncIterator[tuple[Client, Simulator]]:
    async with scripted(vendor, hears=hears) as simulator:
        key, url = simulator.standin(vendor).key, simulator.urls[vendor]
        # Both SDKs put the path before each call themselves.
        client: Client = (
            groq.AsyncGroq(api_key=key, base_url=url, max_retries=0, timeout=6.0)
            if vendor == "groq"
            else cerebras.AsyncCerebras(
                api_key=key, base_url=url, max_retries=0, timeout=6.0, warm_tcp_connection=False
            )
        )
        async with client:
            yield client, simulator


async def _stream(client: Client, vendor: str, **more: Any) -> list[Any]:
    create: Any = client.chat.completions.create
    asked = {"model": _MODELS[vendor], "messages": _HELLO, **more}
    return [chunk async for chunk in await create(stream=True, **asked)]


@_VENDORS
async def test_words_are_streamed_and_counted(vendor: str) -> None:
    async with _connected(vendor) as (client, _):
        chunks = await _stream(client, vendor)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text.endswith((".", "?", "!"))
    assert chunks[-1].choices[0].finish_reason == "stop"
    if vendor == "groq":
        assert chunks[0].x_groq.id
        assert chunks[-1].x_groq.usage.completion_tokens > 1
    else:
        assert chunks[-1].usage.completion_tokens > 1
        assert chunks[-1].time_info.total_time > 0


@_VENDORS
async def test_a_tool_is_called_and_its_answer_spoken(vendor: str) -> None:
    asked = {"role": "user", "content": ASK_TIME}
    async with _connected(vendor) as (client, _):
        chunks = await _stream(client, vendor, messages=[asked], tools=OPENAI_TOOLS)
        calls = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or ()]
        arguments = "".join(call.function.arguments for call in calls)
        assert json.loads(arguments) == {"city": "tokyo"}
        assert len(calls) == 1 or vendor == "cerebras"
        called = {"id": calls[0].id, "type": "function"}
        called["function"] = {"name": calls[0].function.name, "arguments": arguments}
        result = {"role": "tool", "tool_call_id": calls[0].id, "content": SAID}
        messages = [asked, {"role": "assistant", "tool_calls": [called]}, result]
        answer = await _stream(client, vendor, messages=messages, tools=OPENAI_TOOLS)
    said = "".join(chunk.choices[0].delta.content or "" for chunk in answer)
    assert said == "It is noon in Tokyo."


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.REFUSE, "APIConnectionError"),
        (FaultKind.UNAUTHORISED, "AuthenticationError"),
        (FaultKind.PAYMENT, "APIStatusError"),
        (FaultKind.FORBIDDEN, "PermissionDeniedError"),
        (FaultKind.RATE_LIMIT, "RateLimitError"),
        (FaultKind.ERROR, "InternalServerError"),
        (FaultKind.UNAVAILABLE, "InternalServerError"),
        (FaultKind.SLOW, "APITimeoutError"),
        (FaultKind.HANG, "APITimeoutError"),
        (FaultKind.HALF_OPEN, httpx.ReadTimeout),
        (FaultKind.DROP, httpx.RemoteProtocolError),
        (FaultKind.GARBAGE, json.JSONDecodeError),
    ],
)
@_VENDORS
async def test_each_fault_is_the_sdks_own_error_and_the_next_request_is_answered(
    vendor: str, kind: FaultKind, error: str | type[Exception]
) -> None:
    sdk: Any = groq if vendor == "groq" else cerebras
    expected = getattr(sdk, error) if isinstance(error, str) else error
    async with _connected(vendor) as (client, simulator):
        arm(simulator, kind)
        with pytest.raises(expected):
            await _stream(client, vendor, timeout=0.4)
        simulator.standin(vendor).faults.clear()
        assert (await _stream(client, vendor))[-1].choices[0].finish_reason == "stop"


async def test_cerebras_tells_what_is_wrong_without_a_wrapper() -> None:
    async with _connected("cerebras") as (client, simulator):
        arm(simulator, FaultKind.RATE_LIMIT)
        with pytest.raises(cerebras.RateLimitError) as caught:
            await _stream(client, "cerebras")
        body: Any = caught.value.body
        assert body["code"] == "request_quota_exceeded"
        assert caught.value.response.headers["x-ratelimit-remaining-tokens-minute"] == "0"
        with pytest.raises(cerebras.NotFoundError, match="gpt-9"):
            await _stream(client, "cerebras", model="gpt-9")


async def test_a_foreign_key_is_refused() -> None:
    async with _connected("groq") as (client, _), _connected("cerebras") as (other, _):
        with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
            await _stream(client.with_options(api_key="gsk_real"), "groq")
        with pytest.raises(cerebras.AuthenticationError, match="Wrong API Key"):
            await _stream(other.with_options(api_key="csk-real"), "cerebras")


async def test_groq_writes_recordings_down() -> None:
    async with _connected("groq", "hello there") as (client, _):
        assert isinstance(client, groq.AsyncGroq)
        heard = await client.audio.transcriptions.create(
            model="whisper-large-v3-turbo", file=("audio.wav", silence(1))
        )
    assert heard.text == "Hello there."
