"""OpenAI's own SDK talks to the stand-in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletionChunk

from repartee.simulator.faults import FaultKind
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import scripted
from tests.simulator.vendors.support import ASK_TIME, OPENAI_TOOLS, SAID, arm, silence

_MODEL = "gpt-4.1-mini"


@asynccontextmanager
async def _connected(*hears: str) -> AsyncIterator[tuple[openai.AsyncOpenAI, Simulator]]:
    async with scripted("openai", hears=hears) as simulator:
        environment = simulator.environment()
        async with openai.AsyncOpenAI(
            base_url=environment["OPENAI_BASE_URL"],
            api_key=environment["OPENAI_API_KEY"],
            max_retries=0,
            timeout=6.0,
        ) as client:
            yield client, simulator


def _user(text: str) -> Any:
    return {"role": "user", "content": text}


async def _stream(client: openai.AsyncOpenAI, **more: Any) -> list[ChatCompletionChunk]:
    asked: dict[str, Any] = {"model": _MODEL, "messages": [_user("Hello.")], **more}
    return [chunk async for chunk in await client.chat.completions.create(stream=True, **asked)]


async def test_words_are_streamed_and_counted() -> None:
    async with _connected() as (client, _):
        chunks = await _stream(client, stream_options={"include_usage": True})
    assert chunks[0].choices[0].delta.role == "assistant"
    deltas = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert len([delta for delta in deltas if delta]) > 2
    assert "".join(deltas).endswith((".", "?", "!"))
    assert chunks[-2].choices[0].finish_reason == "stop"
    usage = chunks[-1].usage
    assert chunks[-1].choices == []
    assert usage is not None
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 2


async def test_an_answer_that_is_not_streamed_says_the_same() -> None:
    async with _connected() as (client, _):
        streamed = await _stream(client)
        whole = await client.chat.completions.create(model=_MODEL, messages=[_user("Hello.")])
    joined = "".join(chunk.choices[0].delta.content or "" for chunk in streamed)
    assert whole.choices[0].message.content == joined
    assert whole.usage is not None


async def test_a_tool_is_called_and_its_answer_spoken() -> None:
    async with _connected() as (client, _):
        chunks = await _stream(client, messages=[_user(ASK_TIME)], tools=OPENAI_TOOLS)
        calls = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or ()]
        assert chunks[-1].choices[0].finish_reason == "tool_calls"
        first = calls[0]
        assert first.id
        assert first.function
        assert first.function.name == "tell_time"
        arguments = "".join((call.function and call.function.arguments) or "" for call in calls)
        assert json.loads(arguments) == {"city": "tokyo"}
        call = {"id": first.id, "type": "function"}
        call["function"] = {"name": "tell_time", "arguments": arguments}  # type: ignore[assignment]
        messages = [
            _user(ASK_TIME),
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": first.id, "content": SAID},
        ]
        answer = await client.chat.completions.create(
            model=_MODEL, messages=messages, tools=OPENAI_TOOLS
        )
    assert answer.choices[0].message.content == "It is noon in Tokyo."


async def test_a_tool_that_is_not_offered_is_not_called() -> None:
    async with _connected() as (client, _):
        answer = await client.chat.completions.create(model=_MODEL, messages=[_user(ASK_TIME)])
    assert answer.choices[0].message.tool_calls is None
    assert answer.choices[0].message.content == f"You said: {ASK_TIME[:-1]}. That was turn 1."


async def test_what_was_said_earlier_is_known() -> None:
    async with _connected() as (client, _):
        answer = await client.chat.completions.create(
            model=_MODEL,
            messages=[
                _user("My name is Anna."),
                {"role": "assistant", "content": "Hello, Anna."},
                _user("What is my name?"),
            ],
        )
    assert answer.choices[0].message.content == "Your name is anna."


async def test_an_answer_ends_where_it_may_get_no_longer() -> None:
    async with _connected() as (client, _):
        chunks = await _stream(client, max_completion_tokens=2)
    assert chunks[-1].choices[0].finish_reason == "length"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.REFUSE, openai.APIConnectionError),
        (FaultKind.UNAUTHORISED, openai.AuthenticationError),
        (FaultKind.PAYMENT, openai.APIStatusError),
        (FaultKind.FORBIDDEN, openai.PermissionDeniedError),
        (FaultKind.RATE_LIMIT, openai.RateLimitError),
        (FaultKind.ERROR, openai.InternalServerError),
        (FaultKind.UNAVAILABLE, openai.InternalServerError),
        (FaultKind.OVERLOADED, openai.InternalServerError),
        (FaultKind.SLOW, openai.APITimeoutError),
        (FaultKind.HANG, openai.APITimeoutError),
        (FaultKind.HALF_OPEN, openai.APITimeoutError),
        (FaultKind.DROP, openai.APIConnectionError),
        (FaultKind.GARBAGE, json.JSONDecodeError),
    ],
)
async def test_each_fault_is_the_sdks_own_error_and_the_next_request_is_answered(
    kind: FaultKind, error: type[Exception]
) -> None:
    async with _connected() as (client, simulator):
        arm(simulator, kind)
        with pytest.raises(error):
            await _stream(client, timeout=0.5 if error is openai.APITimeoutError else 20)
        simulator.standin("openai").faults.clear()
        assert (await _stream(client))[-1].choices[0].finish_reason == "stop"


async def test_a_limit_says_how_long_to_wait() -> None:
    async with _connected() as (client, simulator):
        arm(simulator, FaultKind.RATE_LIMIT)
        with pytest.raises(openai.RateLimitError) as caught:
            await _stream(client)
    assert caught.value.response.headers["retry-after"] == "5"
    assert caught.value.code == "rate_limit_exceeded"


async def test_a_foreign_key_is_refused() -> None:
    async with _connected() as (client, _):
        with pytest.raises(openai.AuthenticationError) as caught:
            await client.with_options(api_key="sk-real").models.list()
    assert caught.value.code == "invalid_api_key"


async def test_an_unknown_model_is_not_found() -> None:
    async with _connected() as (client, _):
        with pytest.raises(openai.NotFoundError) as caught:
            await _stream(client, model="llama-4")
    assert caught.value.code == "model_not_found"


async def test_a_call_without_its_result_is_refused() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "tell_time", "arguments": ""}}
    messages = [{"role": "assistant", "tool_calls": [call]}, _user("Hello.")]
    async with _connected() as (client, _):
        with pytest.raises(openai.BadRequestError, match="call_1"):
            await _stream(client, messages=messages)


async def test_models_are_listed() -> None:
    async with _connected() as (client, _):
        assert _MODEL in [model.id async for model in client.models.list()]
        assert (await client.models.retrieve(_MODEL)).owned_by == "openai"


async def test_a_recording_is_written_down() -> None:
    async with _connected("what time is it") as (client, simulator):
        heard = await client.audio.transcriptions.create(
            model="gpt-4o-transcribe", file=("audio.wav", silence(1)), language="en"
        )
        (entry,) = simulator.journal.of("openai")
    assert heard.text == "What time is it."
    assert entry.facts["secs"] == 1.0


async def test_a_recording_is_written_down_with_times_and_probabilities() -> None:
    async with _connected("hello there", "hello there", "hello there") as (client, _):
        verbose = await client.audio.transcriptions.create(
            model="whisper-1", file=("audio.wav", silence(1)), response_format="verbose_json"
        )
        likely = await client.audio.transcriptions.create(
            model="gpt-4o-transcribe", file=("a.wav", silence(1)), include=["logprobs"]
        )
        streamed = await client.audio.transcriptions.create(
            model="gpt-4o-transcribe", file=("audio.wav", silence(1)), stream=True
        )
        events = [event async for event in streamed]
    assert verbose.segments
    assert verbose.segments[0].no_speech_prob < 0.1
    assert likely.logprobs
    assert events[-1].type == "transcript.text.done"
    assert events[-1].text == "Hello there."


@pytest.mark.parametrize("file", [b"no sound at all", silence(0.05)])
async def test_what_is_no_recording_is_refused(file: bytes) -> None:
    async with _connected() as (client, _):
        with pytest.raises(openai.BadRequestError):
            await client.audio.transcriptions.create(model="whisper-1", file=("audio.wav", file))


async def test_speech_comes_while_it_is_being_made() -> None:
    async with _connected() as (client, _):
        speech = client.audio.speech.with_streaming_response
        async with speech.create(
            model="gpt-4o-mini-tts", voice="coral", input="one two three", response_format="pcm"
        ) as answer:
            assert answer.headers["transfer-encoding"] == "chunked"
            audio = b"".join([chunk async for chunk in answer.iter_bytes()])
    assert len(audio) == pytest.approx(3 * 0.3 * 24_000 * 2, abs=8)


@pytest.mark.parametrize(
    ("shape", "start"),
    [("wav", b"RIFF"), ("flac", b"fLaC"), ("opus", b"OggS"), ("mp3", b""), ("aac", b"\xff")],
)
async def test_speech_comes_in_every_format(shape: Any, start: bytes) -> None:
    async with _connected() as (client, _):
        answer = await client.audio.speech.create(
            model="tts-1", voice="alloy", input="one two", response_format=shape
        )
        body = await answer.aread()
    assert body.startswith(start)
    assert len(body) > 500


async def test_an_unknown_voice_is_refused() -> None:
    async with _connected() as (client, _):
        with pytest.raises(openai.BadRequestError, match="af_heart"):
            await client.audio.speech.create(model="tts-1", voice="af_heart", input="Hello.")


async def test_speech_alone_can_fail() -> None:
    async with _connected() as (client, simulator):
        arm(simulator, FaultKind.ERROR, only="audio/speech")
        await _stream(client)
        with pytest.raises(openai.InternalServerError):
            await client.audio.speech.create(model="tts-1", voice="alloy", input="Hello.")
