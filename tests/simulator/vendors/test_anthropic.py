"""Anthropic's own SDK talks to the stand-in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anthropic
import httpx2
import pytest
from anthropic.types import RawMessageStreamEvent

from repartee.simulator.claude.answer import THOUGHT
from repartee.simulator.faults import FaultKind
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import scripted
from tests.simulator.vendors.support import ASK_TIME, CLOCK, SAID, arm

_MODEL = "claude-sonnet-4-6"
_TOOLS: list[Any] = [{"name": CLOCK["name"], "input_schema": CLOCK["parameters"]}]
_HELLO: list[Any] = [{"role": "user", "content": "Hello."}]
_LONG = "You are a voice agent. Speak briefly. " * 200


@asynccontextmanager
async def _connected() -> AsyncIterator[tuple[anthropic.AsyncAnthropic, Simulator]]:
    async with scripted("anthropic") as simulator:
        environment = simulator.environment()
        async with anthropic.AsyncAnthropic(
            base_url=environment["ANTHROPIC_BASE_URL"],
            api_key=environment["ANTHROPIC_API_KEY"],
            max_retries=0,
            timeout=6.0,
        ) as client:
            yield client, simulator


def _asked(**more: Any) -> dict[str, Any]:
    return {"model": _MODEL, "max_tokens": 2048, "messages": _HELLO, **more}


async def _stream(client: anthropic.AsyncAnthropic, **more: Any) -> list[RawMessageStreamEvent]:
    events = await client.messages.create(stream=True, **_asked(**more))
    return [event async for event in events]


async def _create(client: anthropic.AsyncAnthropic, **more: Any) -> anthropic.types.Message:
    message = await client.messages.create(**_asked(**more))
    assert isinstance(message, anthropic.types.Message)
    return message


async def test_events_come_in_the_documented_order() -> None:
    async with _connected() as (client, _):
        kinds = [event.type for event in await _stream(client)]
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert set(kinds[2:-3]) == {"content_block_delta"}
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]


async def test_the_sdk_puts_the_stream_together_as_the_whole_answer() -> None:
    async with _connected() as (client, _):
        async with client.messages.stream(**_asked()) as stream:
            streamed = await stream.get_final_message()
        whole = await _create(client)
    assert streamed.content[0].to_dict()["text"] == whole.content[0].to_dict()["text"]
    assert streamed.stop_reason == whole.stop_reason == "end_turn"
    assert streamed.usage.output_tokens == whole.usage.output_tokens > 1


async def test_a_tool_is_called_and_its_answer_spoken() -> None:
    asked: list[Any] = [{"role": "user", "content": ASK_TIME}]
    async with _connected() as (client, _):
        async with client.messages.stream(**_asked(messages=asked, tools=_TOOLS)) as stream:
            call = await stream.get_final_message()
        assert call.stop_reason == "tool_use"
        (block,) = call.content
        assert block.type == "tool_use"
        assert (block.name, block.input) == ("tell_time", {"city": "tokyo"})
        result = {"type": "tool_result", "tool_use_id": block.id, "content": SAID}
        answer = await _create(
            client,
            tools=_TOOLS,
            messages=[
                *asked,
                {"role": "assistant", "content": call.content},
                {"role": "user", "content": [result]},
            ],
        )
    assert answer.content[0].to_dict()["text"] == "It is noon in Tokyo."


async def test_thoughts_come_before_the_answer_and_apart_from_it() -> None:
    thinking = {"type": "enabled", "budget_tokens": 1024}
    async with (
        _connected() as (client, _),
        client.messages.stream(**_asked(thinking=thinking)) as stream,
    ):
        message = await stream.get_final_message()
    thought, said = message.content
    assert thought.type == "thinking"
    assert thought.thinking == THOUGHT
    assert thought.signature
    assert said.type == "text"
    assert THOUGHT not in said.text


async def test_the_second_request_reads_the_prompt_from_the_cache() -> None:
    system = [{"type": "text", "text": _LONG, "cache_control": {"type": "ephemeral"}}]
    async with _connected() as (client, _):
        first = (await _create(client, system=system)).usage
        second = (await _create(client, system=system)).usage
        other = (await _create(client, system=[{**system[0], "text": f"{_LONG}!"}])).usage
    assert first.cache_creation_input_tokens
    assert not first.cache_read_input_tokens
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens
    assert not second.cache_creation_input_tokens
    assert second.input_tokens == first.input_tokens
    assert other.cache_creation_input_tokens


async def test_a_short_prompt_is_not_cached() -> None:
    system = [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]
    async with _connected() as (client, _):
        usage = (await _create(client, system=system)).usage
    assert not usage.cache_creation_input_tokens


async def test_a_longer_conversation_reads_what_the_shorter_one_wrote() -> None:
    def said(role: str, text: str, **more: Any) -> dict[str, Any]:
        return {"role": role, "content": [{"type": "text", "text": text, **more}]}

    mark = {"cache_control": {"type": "ephemeral"}}
    async with _connected() as (client, _):
        await _create(client, system=_LONG, messages=[said("user", "Hello.", **mark)])
        messages = [said("user", "Hello."), said("assistant", "Hi."), said("user", "Bye.", **mark)]
        usage = (await _create(client, system=_LONG, messages=messages)).usage
    assert usage.cache_read_input_tokens
    assert 0 < (usage.cache_creation_input_tokens or 0) < 100


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.REFUSE, anthropic.APIConnectionError),
        (FaultKind.UNAUTHORISED, anthropic.AuthenticationError),
        (FaultKind.PAYMENT, anthropic.APIStatusError),
        (FaultKind.FORBIDDEN, anthropic.PermissionDeniedError),
        (FaultKind.RATE_LIMIT, anthropic.RateLimitError),
        (FaultKind.ERROR, anthropic.InternalServerError),
        (FaultKind.OVERLOADED, anthropic.APIStatusError),
        (FaultKind.SLOW, anthropic.APITimeoutError),
        (FaultKind.HANG, anthropic.APITimeoutError),
        # What breaks in mid-stream this SDK hands on as its HTTP client raised it.
        (FaultKind.HALF_OPEN, httpx2.ReadTimeout),
        (FaultKind.DROP, httpx2.RemoteProtocolError),
        (FaultKind.GARBAGE, json.JSONDecodeError),
    ],
)
async def test_each_fault_is_the_sdks_own_error_and_the_next_request_is_answered(
    kind: FaultKind, error: type[Exception]
) -> None:
    async with _connected() as (client, simulator):
        arm(simulator, kind)
        with pytest.raises(error):
            await _stream(client, timeout=0.5)
        simulator.standin("anthropic").faults.clear()
        assert (await _stream(client))[-1].type == "message_stop"


@pytest.mark.parametrize(
    ("kind", "said"),
    [(FaultKind.RATE_LIMIT, "rate_limit_error"), (FaultKind.OVERLOADED, "overloaded_error")],
)
async def test_an_error_names_its_type(kind: FaultKind, said: str) -> None:
    async with _connected() as (client, simulator):
        arm(simulator, kind)
        with pytest.raises(anthropic.APIStatusError) as caught:
            await _create(client)
    assert isinstance(caught.value.body, dict)
    assert caught.value.body["error"]["type"] == said
    assert caught.value.request_id


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"messages": []}, "at least one message"),
        ({"messages": [{"role": "system", "content": "Hi."}]}, "system"),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": ""}]}]}, "non-empty"),
        ({"thinking": {"type": "enabled", "budget_tokens": 10}}, "greater than or equal"),
        ({"thinking": {"type": "enabled", "budget_tokens": 4096}}, "must be greater than"),
        ({"thinking": {"type": "adaptive"}, "extra_body": {"temperature": 0.5}}, "temperature"),
    ],
)
async def test_what_anthropic_would_refuse_is_refused(more: dict[str, Any], said: str) -> None:
    async with _connected() as (client, _):
        with pytest.raises(anthropic.BadRequestError, match=said):
            await _create(client, **more)


async def test_a_call_without_its_result_is_refused() -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "tell_time", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "toolu_2", "content": ""}
    asked = {"role": "user", "content": ASK_TIME}
    calling = {"role": "assistant", "content": [call]}
    async with _connected() as (client, _):
        for last in ({"role": "user", "content": "Hm."}, {"role": "user", "content": [result]}):
            with pytest.raises(anthropic.BadRequestError, match="toolu_"):
                await _create(client, messages=[asked, calling, last])


async def test_a_foreign_key_and_an_unknown_model_are_refused() -> None:
    async with _connected() as (client, _):
        with pytest.raises(anthropic.AuthenticationError):
            await _create(client.with_options(api_key="sk-ant-real"))
        with pytest.raises(anthropic.NotFoundError):
            await _create(client, model="gpt-4o")


async def test_models_are_listed_and_tokens_counted() -> None:
    async with _connected() as (client, _):
        assert _MODEL in [model.id async for model in client.models.list()]
        assert (await client.models.retrieve(_MODEL)).lifecycle == "active"
        counted = await client.messages.count_tokens(model=_MODEL, messages=_HELLO)
    assert counted.input_tokens > 0
