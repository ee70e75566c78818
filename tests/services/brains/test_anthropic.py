from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from anthropic import AsyncAnthropic
from anthropic.lib.bedrock import AsyncAnthropicBedrock
from anthropic.lib.vertex import AsyncAnthropicVertex
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMThoughtTextFrame,
    LLMUpdateSettingsFrame,
)
from pipecat.metrics.metrics import LLMUsageMetricsData
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.anthropic.llm import AnthropicLLMService, AnthropicLLMSettings
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

from repartee.conversation.tariff import billed_in
from repartee.services.brains.anthropic import AnthropicBrain, ClaudeLLMService
from repartee.services.brains.claude_clients import open_claude
from repartee.services.brains.claude_thinking import ThinkingPlan, plan_thinking
from repartee.services.config import BrainConfig
from repartee.services.provider import ProviderError
from tests.support.service_bench import Bench, bench
from tests.support.vendor_server import Vendor, answers, streams, vendor

KEY = SecretStr("sk-ant-canary-0123456789abcdef")


def event(kind: str, **fields: object) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


def delta(kind: str, **fields: object) -> str:
    return event("content_block_delta", index=0, delta={"type": kind, **fields})


START = event(
    "message_start",
    message={
        "id": "m", "type": "message", "role": "assistant", "content": [], "model": "c",
        "stop_reason": None, "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 1},
    },
)  # fmt: skip
TEXT = event("content_block_start", index=0, content_block={"type": "text", "text": ""})
THOUGHT = event(
    "content_block_start",
    index=0,
    content_block={"type": "thinking", "thinking": "", "signature": ""},
)
BLOCK_END = event("content_block_stop", index=0)
HELLO = [START, TEXT, delta("text_delta", text="Hello "), delta("text_delta", text="there. ")]
END = [
    BLOCK_END,
    event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 4}),
    event("message_stop"),
]


def brain(server: Vendor, **config: Any) -> AnthropicBrain:
    return AnthropicBrain(BrainConfig(base_url=server.url, api_key=KEY, **config))


def ours(server: Vendor, **config: Any) -> ClaudeLLMService:
    return brain(server, **config).brain()


def stock(server: Vendor) -> AnthropicLLMService:
    client = AsyncAnthropic(api_key="key", base_url=server.url)
    return AnthropicLLMService(api_key="key", client=client)


async def test_an_answer_is_pushed_as_it_comes() -> None:
    async with vendor(streams([*HELLO, *END])) as server, bench(ours(server)) as it:
        await it.ask("Hello?")
        assert it.text == "Hello there. "
        assert not it.errors


@pytest.mark.parametrize("drop", [True, False], ids=["dropped", "ended"])
async def test_an_answer_that_breaks_off_is_an_error_and_not_an_answer(drop: bool) -> None:
    async with vendor(streams(HELLO, drop=drop)) as server:
        async with bench(ours(server)) as it:
            await it.ask("Hello?")
            assert it.categories == [ErrorCategory.CONNECTIVITY]
        async with bench(stock(server)) as it:
            await it.ask("Hello?")
            assert it.categories == ([ErrorCategory.UNKNOWN] if drop else [])  # the fault


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("overloaded_error", ErrorCategory.SERVER),
        ("rate_limit_error", ErrorCategory.RATE_LIMIT),
        ("authentication_error", ErrorCategory.AUTHENTICATION),
    ],
)
async def test_an_error_in_mid_answer_is_told_for_what_it_is(
    kind: str, category: ErrorCategory
) -> None:
    error = event("error", error={"type": kind, "message": "No."})
    async with vendor(streams([*HELLO, error])) as server:
        async with bench(ours(server)) as it:
            await it.ask("Hello?")
            assert it.categories == [category]
        async with bench(stock(server)) as it:
            await it.ask("Hello?")
            assert it.categories == [ErrorCategory.UNKNOWN]  # the fault: its status was 200


@pytest.mark.parametrize(
    "garbage", ["event: message_delta\ndata: <html>\n\n", "event: x\ndata: 7\n\n"]
)
async def test_garbage_is_the_servers_fault(garbage: str) -> None:
    async with vendor(streams([*HELLO, garbage, *END])) as server:
        async with bench(ours(server)) as it:
            await it.ask("Hello?")
            assert it.categories == [ErrorCategory.SERVER]
        async with bench(stock(server)) as it:
            await it.ask("Hello?")
            assert it.categories != [ErrorCategory.SERVER]


@pytest.mark.parametrize(
    ("status", "kind", "message", "category"),
    [
        (401, "authentication_error", "invalid x-api-key", ErrorCategory.AUTHENTICATION),
        (403, "permission_error", "No.", ErrorCategory.AUTHORIZATION),
        (404, "not_found_error", "model: x", ErrorCategory.INVALID_REQUEST),
        (429, "rate_limit_error", "Slow down.", ErrorCategory.RATE_LIMIT),
        (500, "api_error", "No.", ErrorCategory.SERVER),
        (529, "overloaded_error", "Overloaded", ErrorCategory.SERVER),
        (
            400,
            "invalid_request_error",
            "Your credit balance is too low to access the Anthropic API.",
            ErrorCategory.QUOTA,
        ),
    ],
)
async def test_a_refusal_is_told_for_what_it_is_and_not_retried_here(
    status: int, kind: str, message: str, category: ErrorCategory
) -> None:
    refusal = answers(status, {"type": "error", "error": {"type": kind, "message": message}})
    async with vendor(refusal) as server, bench(ours(server)) as it:
        await it.ask("Hello?")
        assert it.categories == [category]
        assert len(server.requests) == 1
        assert KEY.get_secret_value() not in it.errors[0].error


async def test_a_server_that_falls_silent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import repartee.services.brains.claude_clients as clients

    monkeypatch.setattr(clients, "READ_SECS", 0.3)
    async with vendor(_silent()) as server:
        async with bench(ours(server)) as it:
            await it.ask("Hello?")
            assert it.categories == [ErrorCategory.CONNECTIVITY]
        impatient = AsyncAnthropic(api_key="key", base_url=server.url, timeout=0.3)
        async with bench(AnthropicLLMService(api_key="key", client=impatient)) as it:
            await it.ask("Hello?")
            assert not it.errors  # the fault: nobody is told


def _silent() -> Any:
    import asyncio

    from aiohttp import web

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write("".join(HELLO).encode())
        await asyncio.sleep(3)
        return response

    return handle


async def test_nobody_at_the_address_is_told_soon() -> None:
    config = BrainConfig(base_url="http://127.0.0.1:9", api_key=KEY)
    async with bench(AnthropicBrain(config).brain()) as it:
        await it.ask("Hello?")
        assert it.categories == [ErrorCategory.CONNECTIVITY]
        assert "ANTHROPIC_BASE_URL" in it.errors[0].error


# What is asked for


async def _request(it: Bench, server: Vendor, context: LLMContext | None = None) -> Any:
    context = context or LLMContext(_HI)
    before = len(it.seen(LLMFullResponseEndFrame))
    await it.give(LLMContextFrame(context))
    await it.until(lambda: len(it.seen(LLMFullResponseEndFrame)) > before)
    return server.requests[-1][1]


_HI: list[Any] = [{"role": "user", "content": "Hi"}]


async def test_prompts_are_cached_and_thinking_is_off() -> None:
    async with vendor(streams([*HELLO, *END])) as server, bench(ours(server)) as it:
        body = await _request(it, server)
    assert body["model"] == "claude-sonnet-4-6"
    assert body["thinking"] == {"type": "disabled"}
    assert "cache_control" in json.dumps(body["messages"])


async def test_thoughts_are_no_text_to_be_spoken() -> None:
    pieces = [
        START, THOUGHT, delta("thinking_delta", thinking="Hm."), BLOCK_END,
        TEXT, delta("text_delta", text="Yes."), *END,
    ]  # fmt: skip
    async with vendor(streams(pieces)) as server, bench(ours(server, thinking="low")) as it:
        await it.ask("Hello?")
        assert it.text == "Yes."
        assert [frame.text for frame in it.seen(LLMThoughtTextFrame)] == ["Hm."]


async def test_a_model_that_thinks_gets_room_for_it_and_no_temperature() -> None:
    async with vendor(streams([*HELLO, *END])) as server:
        service = ours(server, thinking="medium", temperature=0.5, max_tokens=200)
        async with bench(service) as it:
            body = await _request(it, server)
    assert body["thinking"] == {"type": "adaptive"}
    assert body["output_config"] == {"effort": "medium"}
    assert body["max_tokens"] == 200 + 4096
    assert "temperature" not in body


@pytest.mark.parametrize(
    ("model", "plan"),
    [
        ("claude-sonnet-4-6", ThinkingPlan("adaptive", None, "low", 1024)),
        ("claude-opus-5", ThinkingPlan("adaptive", None, "low", 1024)),
        ("claude-haiku-4-5", ThinkingPlan("enabled", 1024, None, 1024)),
        ("claude-haiku-4-5-20251001", ThinkingPlan("enabled", 1024, None, 1024)),
        ("claude-sonnet-4-20250514", ThinkingPlan("enabled", 1024, None, 1024)),
        ("us.anthropic.claude-3-7-sonnet-20250219-v1:0", ThinkingPlan("enabled", 1024, None, 1024)),
    ],
)
def test_each_model_is_asked_to_think_in_its_own_way(model: str, plan: ThinkingPlan) -> None:
    assert plan_thinking(model, "low") == plan
    assert plan_thinking(model, "off") == ThinkingPlan()


async def test_settings_change_in_mid_conversation() -> None:
    async with vendor(streams([*HELLO, *END])) as server, bench(ours(server)) as it:
        await _request(it, server)
        delta = AnthropicLLMSettings(model="claude-haiku-4-5", temperature=0.2)
        await it.give(LLMUpdateSettingsFrame(delta=delta))
        body = await _request(it, server)
    assert (body["model"], body["temperature"]) == ("claude-haiku-4-5", 0.2)


async def test_tools_are_called_one_after_the_other_as_pipecat_runs_only_one() -> None:
    async def tell_time(params: Any) -> None:
        """Tell the time."""

    context = LLMContext(_HI, tools=ToolsSchema(standard_tools=[tell_time]))
    async with vendor(streams([*HELLO, *END])) as server, bench(ours(server)) as it:
        body = await _request(it, server, context)
        assert body["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": True}
        assert "tool_choice" not in await _request(it, server)


# Doors and checks


@pytest.mark.parametrize(
    ("door", "kind", "host"),
    [
        ("api", AsyncAnthropic, "api.anthropic.com"),
        ("bedrock", AsyncAnthropicBedrock, "bedrock-runtime.eu-central-1.amazonaws.com"),
        ("vertex", AsyncAnthropicVertex, "eu-central-1-aiplatform.googleapis.com"),
    ],
)
async def test_claude_is_reached_by_three_doors(
    door: Literal["api", "bedrock", "vertex"], kind: type, host: str
) -> None:
    config = BrainConfig(
        base_url="https://api.anthropic.com",
        client=door,
        api_key=KEY,
        region="eu-central-1",
        project="p",
    )
    client = open_claude(config)
    assert isinstance(client, kind)
    assert client.base_url.host == host
    assert client.max_retries == 0
    await client.close()


async def test_a_key_that_is_missing_is_named_at_the_start() -> None:
    with pytest.raises(ProviderError, match="ANTHROPIC_API_KEY"):
        await AnthropicBrain(BrainConfig()).start()


async def test_a_check_asks_for_the_model_by_name() -> None:
    async with vendor(answers(200, {"id": "claude-sonnet-4-6"})) as server:
        assert (await brain(server).check()).ok
    assert server.requests == [("/v1/models/claude-sonnet-4-6", None)]


@pytest.mark.parametrize(("status", "says"), [(404, "LLM_MODEL"), (401, "ANTHROPIC_API_KEY")])
async def test_a_check_tells_what_to_do(status: int, says: str) -> None:
    refusal = answers(status, {"type": "error", "error": {"type": "x", "message": "No."}})
    async with vendor(refusal) as server:
        assert says in (await brain(server).check()).fix


async def test_a_check_by_another_door_asks_for_one_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "token")
    async with vendor(answers(403, {"message": "No."})) as server:
        config = BrainConfig(base_url=server.url, client="bedrock", region="eu-central-1")
        bedrock = AnthropicBrain(config)
        found = await bedrock.check()
        await bedrock.close()
    assert not found.ok
    assert "ANTHROPIC_REGION" in found.fix
    assert server.requests[0][1]["max_tokens"] == 1


async def test_what_it_wrote_beside_the_talk_is_billed() -> None:
    answer = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-4-5",
        "content": [{"type": "text", "text": " A boat. "}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 40, "output_tokens": 5, "cache_read_input_tokens": 7},
    }
    async with vendor(answers(200, answer)) as server, bench(service := ours(server)):
        notes = LLMContext([{"role": "user", "content": "the boat is green"}])
        text, used = await service.infer(notes, 100, "Be brief.")
        assert text == " A boat. "
        assert used is not None
        billed = billed_in(LLMUsageMetricsData(processor="brain", value=used))
        assert billed == {"input_tokens": 40, "cached_tokens": 7, "output_tokens": 5}
