"""Brains behind an OpenAI-like API, beside Pipecat's own on the same server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai import AsyncOpenAI
from pipecat.frames.frames import FunctionCallsStartedFrame
from pipecat.metrics.metrics import LLMUsageMetricsData
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.openai.base_llm import OpenAILLMSettings
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

from repartee.conversation.tariff import billed_in
from repartee.services.brains.cerebras import CerebrasBrain
from repartee.services.brains.chat import ChatLLMService
from repartee.services.brains.groq import GroqBrain
from repartee.services.brains.openai import OpenAIBrain, OpenAICompatibleBrain
from repartee.services.config import BrainConfig
from repartee.services.provider import ProviderError, Verdict
from repartee.services.vendor import CEREBRAS
from tests.support.service_bench import bench
from tests.support.vendor_server import Handler, Vendor, answers, streams, vendor

KEY = SecretStr("sk-canary-0123456789abcdef0123456789abcdef")


def chunk(finish: str | None = None, **delta: object) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [choice],
    }
    return f"data: {json.dumps(body)}\n\n"


HELLO = [chunk(role="assistant", content="Hello "), chunk(content="there. ")]
DONE = [chunk("stop"), "data: [DONE]\n\n"]


def stock(server: Vendor) -> OpenAILLMService:
    return OpenAILLMService(
        api_key="key", base_url=f"{server.url}/v1", settings=OpenAILLMSettings(model="m")
    )


def ours(server: Vendor) -> ChatLLMService:
    config = BrainConfig(base_url=f"{server.url}/v1", api_key=KEY, model="m")
    return CerebrasBrain(config).brain()


async def test_an_answer_is_pushed_as_it_comes() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server, bench(ours(server)) as it:
        await it.ask("Hello?")
        assert it.text == "Hello there. "
        assert not it.errors


@pytest.mark.parametrize("drop", [True, False], ids=["dropped", "ended"])
async def test_an_answer_that_breaks_off_is_an_error_and_not_an_answer(drop: bool) -> None:
    async with vendor(streams(HELLO, drop=drop)) as server:
        async with bench(ours(server)) as it:
            await it.ask("Hello?")
            assert it.categories == [ErrorCategory.CONNECTIVITY]
            assert it.errors[0].error.startswith("Cerebras cannot be reached, or broke off")
        async with bench(stock(server)) as it:
            await it.ask("Hello?")
            # The fault: not noticed at all, or not known for what it is.
            assert it.categories == ([ErrorCategory.UNKNOWN] if drop else [])


@pytest.mark.parametrize(
    "garbage",
    ["data: <html>\n\n", "data: [1, 2]\n\n", 'data: {"choices": "none"}\n\n', "data: 7\n\n"],
)
async def test_garbage_is_the_servers_fault(garbage: str) -> None:
    async with vendor(streams([*HELLO, garbage, *DONE])) as server:
        async with bench(ours(server)) as it:
            await it.ask("Hello?")
            assert it.categories == [ErrorCategory.SERVER]
        async with bench(stock(server)) as it:
            await it.ask("Hello?")
            assert it.categories != [ErrorCategory.SERVER]


async def test_a_page_instead_of_a_stream_is_the_servers_fault() -> None:
    async with vendor(streams(["<html>Sign in</html>"], kind="text/html")) as server:
        async with bench(ours(server)) as it:
            await it.ask("Hello?")
            assert len(it.errors) == 1
            assert not it.text
        async with bench(stock(server)) as it:
            await it.ask("Hello?")
            assert not it.errors


@pytest.mark.parametrize(
    ("status", "code", "category", "usable"),
    [
        (401, "invalid_api_key", ErrorCategory.AUTHENTICATION, False),
        (402, "payment_required", ErrorCategory.QUOTA, True),
        (403, "forbidden", ErrorCategory.AUTHORIZATION, False),
        (404, "model_not_found", ErrorCategory.INVALID_REQUEST, False),
        (429, "rate_limit_exceeded", ErrorCategory.RATE_LIMIT, True),
        (429, "insufficient_quota", ErrorCategory.QUOTA, True),
        (500, "server_error", ErrorCategory.SERVER, True),
        (503, "server_error", ErrorCategory.SERVER, True),
    ],
)
async def test_a_refusal_is_told_for_what_it_is(
    status: int, code: str, category: ErrorCategory, usable: bool
) -> None:
    refusal = answers(status, {"error": {"message": "No.", "code": code, "type": code}})
    async with vendor(refusal) as server:
        service = ours(server)
        async with bench(service) as it:
            await it.ask("Hello?")
            assert it.categories == [category]
            assert service.is_usable is usable
            assert len(server.requests) == 1, "whoever knows the caller's patience retries"
            assert KEY.get_secret_value() not in it.errors[0].error


async def test_the_stock_service_asks_three_times_before_it_tells() -> None:
    refusal = answers(500, {"error": {"message": "No."}})
    async with vendor(refusal) as server, bench(stock(server)) as it:
        await it.ask("Hello?")
        assert len(server.requests) == 3


async def test_credit_that_lacks_is_no_rate_limit() -> None:
    refusal = answers(429, {"error": {"message": "No.", "code": "insufficient_quota"}})
    async with vendor(refusal) as server, bench(stock(server)) as it:
        await it.ask("Hello?")
        assert it.categories == [ErrorCategory.RATE_LIMIT]  # the fault


async def test_a_service_works_again_after_a_passing_fault() -> None:
    failing = _fails_once(streams([*HELLO, *DONE]))
    async with vendor(failing) as server, bench(ours(server)) as it:
        await it.ask("Hello?")
        assert it.categories == [ErrorCategory.SERVER]
        await it.ask("Hello?")
        assert it.text == "Hello there. "


async def test_nobody_at_the_address_is_told_soon() -> None:
    brain = CerebrasBrain(BrainConfig(base_url="http://127.0.0.1:9/v1", api_key=KEY))
    async with bench(brain.brain()) as it:
        await it.ask("Hello?")
        assert it.categories == [ErrorCategory.CONNECTIVITY]
        assert "CEREBRAS_BASE_URL" in it.errors[0].error


async def test_thoughts_between_marks_are_not_said() -> None:
    pieces = [
        chunk(content=each) for each in ("<thi", "nk>Hm, ", "let me see</th", "ink>\n", "Yes.")
    ]
    async with vendor(streams([*pieces, *DONE])) as server, bench(ours(server)) as it:
        await it.ask("Hello?")
        assert it.text.strip() == "Yes."


def _call(index: int, id_: str, name: str, arguments: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"index": index, "id": id_, "type": "function", "function": function}


async def test_calls_that_come_in_one_chunk_are_all_made() -> None:
    calls = [_call(0, "a", "tell_time", "{}"), _call(0, "b", "roll_dice", '{"sides": 6}')]
    pieces = [chunk(tool_calls=calls), chunk("tool_calls"), "data: [DONE]\n\n"]
    async with vendor(streams(pieces)) as server:
        assert await _called(ours(server)) == ["tell_time", "roll_dice"]
        assert await _called(stock(server)) == ["tell_time"]  # the fault


async def test_a_call_that_cannot_be_read_is_an_error() -> None:
    pieces = [
        chunk(tool_calls=[_call(0, "a", "roll_dice", '{"sides": ')]),
        chunk("length"),
        "data: [DONE]\n\n",
    ]
    async with vendor(streams(pieces)) as server:
        async with bench(ours(server)) as it:
            await it.ask("Roll.")
            assert it.categories == [ErrorCategory.SERVER]
        async with bench(stock(server)) as it:
            await it.ask("Roll.")
            assert not it.errors  # the fault: a dead turn, of which nobody knows


async def _called(service: OpenAILLMService) -> list[str]:
    async with bench(service) as it:
        await it.ask("Do.")
        started = it.seen(FunctionCallsStartedFrame)
        return list(
            dict.fromkeys(call.function_name for frame in started for call in frame.function_calls)
        )


def _fails_once(then: Handler) -> Handler:
    failed = False

    async def handle(request: Any) -> Any:
        nonlocal failed
        if failed:
            return await then(request)
        failed = True
        return await answers(503, {"error": {"message": "Busy."}})(request)

    return handle


# What is asked for


async def _request(brain: Any, server: Vendor) -> Any:
    async with bench(brain.brain()) as it:
        await it.ask("Hello?")
    await brain.close()
    return server.requests[0][1]


async def test_cerebras_is_asked_as_the_specification_says() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server:
        config = BrainConfig(base_url=f"{server.url}/v1", api_key=KEY)
        body = await _request(CerebrasBrain(config), server)
    assert body["model"] == "llama-3.3-70b"
    assert (body["temperature"], body["top_p"]) == (0.7, 0.9)
    assert body["max_completion_tokens"] == 150


async def test_what_is_configured_wins_over_a_providers_defaults() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server:
        config = BrainConfig(
            base_url=f"{server.url}/v1", api_key=KEY, model="x", temperature=0.1, max_tokens=9
        )
        body = await _request(CerebrasBrain(config), server)
    assert (body["model"], body["temperature"]) == ("x", 0.1)
    assert body["max_completion_tokens"] == 9


async def test_other_servers_are_asked_with_the_older_limit() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server:
        config = BrainConfig(base_url=f"{server.url}/v1", model="x", max_tokens=9)
        body = await _request(OpenAICompatibleBrain(config), server)
    assert body["max_tokens"] == 9
    assert "max_completion_tokens" not in body


async def test_groqs_models_that_always_think_think_little() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server:
        body = await _request(
            GroqBrain(BrainConfig(base_url=f"{server.url}/v1", api_key=KEY)), server
        )
    assert body["reasoning_effort"] == "low"


async def test_a_session_that_ends_leaves_the_pool_to_the_others() -> None:
    async with vendor(streams([*HELLO, *DONE])) as server:
        brain = CerebrasBrain(BrainConfig(base_url=f"{server.url}/v1", api_key=KEY))
        for _ in range(2):
            async with bench(brain.brain()) as it:
                await it.ask("Hello?")
                assert it.text == "Hello there. "
        await brain.close()


async def test_sessions_share_one_pool_of_connections() -> None:
    brain = OpenAIBrain(BrainConfig(api_key=KEY))
    await brain.start()
    first, second = brain.brain(), brain.brain()
    assert isinstance(first._client, AsyncOpenAI)
    assert first._client is second._client
    await brain.close()
    await brain.close()


@pytest.mark.parametrize(
    ("brain", "says"),
    [
        (CerebrasBrain(BrainConfig()), "CEREBRAS_API_KEY"),
        (GroqBrain(BrainConfig()), "GROQ_API_KEY"),
        (OpenAIBrain(BrainConfig()), "OPENAI_API_KEY"),
        (OpenAICompatibleBrain(BrainConfig(model="x")), "LLM_BASE_URL"),
        (OpenAICompatibleBrain(BrainConfig(base_url="http://localhost:1")), "LLM_MODEL"),
    ],
)
async def test_what_is_missing_is_named_at_the_start(brain: Any, says: str) -> None:
    with pytest.raises(ProviderError, match=says):
        await brain.start()


# Checks


async def _check(handler: Handler, model: str = "llama-3.3-70b") -> Any:
    async with vendor(handler) as server:
        config = BrainConfig(base_url=f"{server.url}/v1", api_key=KEY, model=model)
        return await CerebrasBrain(config).check()


async def test_a_check_asks_for_the_models() -> None:
    found = await _check(answers(200, {"data": [{"id": "llama-3.3-70b"}]}))
    assert found.verdict is Verdict.HEALTHY
    assert found.millis is not None


async def test_a_check_names_a_model_that_is_not_there() -> None:
    found = await _check(answers(200, {"data": [{"id": "other"}]}))
    assert found.finding == "it has no model llama-3.3-70b"
    assert "LLM_MODEL" in found.fix


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "CEREBRAS_API_KEY"), (402, "Top up"), (429, "Wait"), (503, "Wait"), (404, "address")],
)
async def test_a_check_tells_what_to_do(status: int, says: str) -> None:
    found = await _check(answers(status, {"error": {"message": "No."}}))
    assert not found.ok
    assert says in found.fix
    assert KEY.get_secret_value() not in found.finding + found.fix


async def test_a_check_of_an_address_where_nobody_is_does_not_raise() -> None:
    found = await CerebrasBrain(BrainConfig(base_url="http://127.0.0.1:9/v1", api_key=KEY)).check()
    assert not found.ok
    assert CEREBRAS.address_variable in found.fix


async def test_a_check_without_a_key_asks_nobody() -> None:
    found = await CerebrasBrain(BrainConfig()).check()
    assert found.fix == "Set CEREBRAS_API_KEY."


async def test_what_it_wrote_beside_the_talk_is_billed() -> None:
    answer = {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": " A boat. "},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 40, "completion_tokens": 5, "total_tokens": 45},
    }
    async with vendor(answers(200, answer)) as server, bench(service := ours(server)):
        notes = LLMContext([{"role": "user", "content": "the boat is green"}])
        text, used = await service.infer(notes, 100, "Be brief.")
        assert text == " A boat. "
        assert used is not None
        billed = billed_in(LLMUsageMetricsData(processor="brain", value=used))
        assert billed == {"input_tokens": 40, "output_tokens": 5}
        body = server.requests[0][1]
        assert body["messages"][0] == {"role": "system", "content": "Be brief."}
        assert body["max_completion_tokens"] == 100
        assert not body.get("stream")
