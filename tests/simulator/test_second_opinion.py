"""An imitation of the vendors that others wrote streams the same kinds of events as our stand-ins.

`@copilotkit/aimock` is compared daily with the real APIs by its authors.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import anthropic
import httpx
import ollama
import openai
import pytest

from repartee.simulator.vendors.ollama import OllamaStandIn
from tests.simulator.conftest import scripted
from tests.simulator.vendors.support import ASK_TIME, CLOCK, OPENAI_TOOLS, SAID
from tests.support.server_process import free_port

_HOME = Path(__file__).parent / "aimock"
_FIXTURES: list[dict[str, Any]] = [
    {
        "match": {"userMessage": ASK_TIME, "hasToolResult": False},
        "response": {"toolCalls": [{"name": "tell_time", "arguments": '{"city": "tokyo"}'}]},
    },
    {"match": {"userMessage": ASK_TIME}, "response": {"content": "It is noon in Tokyo."}},
    {"match": {"userMessage": "Hello."}, "response": {"content": "Hi there. How can I help?"}},
]
_HELLO: Any = {"role": "user", "content": "Hello."}
_ASKED: Any = {"role": "user", "content": ASK_TIME}


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    _install()
    fixtures = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    fixtures.write_text(json.dumps({"fixtures": _FIXTURES}))
    program = _HOME / "node_modules" / ".bin" / "llmock"
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--fixtures", fixtures, "--log-level", "silent"]
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _install() -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed: apt-get install npm")
    if not (_HOME / "node_modules").exists():
        done = subprocess.run(["npm", "ci"], cwd=_HOME, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"npm could not install it: {done.stderr[-200:]}")


def _wait_for(url: str) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("aimock did not start")


def _run_lengths(kinds: Iterable[str]) -> list[str]:
    """Each kind once, however many events in a row are of it."""
    return [kind for kind, _ in groupby(kinds)]


async def _openai_kinds(client: openai.AsyncOpenAI, messages: list[Any]) -> list[str]:
    stream = await client.chat.completions.create(
        model="gpt-4.1",
        messages=messages,
        tools=OPENAI_TOOLS,
        stream=True,
        stream_options={"include_usage": True},
    )
    kinds: list[str] = []
    async for chunk in stream:
        for choice in chunk.choices:
            delta = choice.delta
            kinds += ["role"] * bool(delta.role) + ["text"] * bool(delta.content)
            for call in delta.tool_calls or ():
                kinds += ["call"] * bool(call.id)
                kinds += ["arguments"] * bool(call.function and call.function.arguments)
            kinds += [f"finish: {choice.finish_reason}"] * bool(choice.finish_reason)
        kinds += ["usage"] * bool(chunk.usage)
    return _run_lengths(kinds)


async def _anthropic_kinds(client: anthropic.AsyncAnthropic, messages: list[Any]) -> list[str]:
    stream = await client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=1000,
        messages=messages,
        tools=[{"name": "tell_time", "input_schema": CLOCK["parameters"]}],
        stream=True,
    )
    return _run_lengths([_anthropic_kind(event) async for event in stream])


def _anthropic_kind(event: anthropic.types.RawMessageStreamEvent) -> str:
    match event.type:
        case "content_block_start":
            return f"{event.type}: {event.content_block.type}"
        case "content_block_delta":
            return f"{event.type}: {event.delta.type}"
        case "message_delta":
            return f"{event.type}: {event.delta.stop_reason}"
        case _:
            return event.type


async def _ollama_kinds(client: ollama.AsyncClient, messages: list[Any]) -> list[str]:
    stream = await client.chat(model="llama3.2", messages=messages, tools=OPENAI_TOOLS, stream=True)
    return _run_lengths([_ollama_kind(part) async for part in stream])


def _ollama_kind(part: ollama.ChatResponse) -> str:
    if part.done:
        return f"done: {part.done_reason}, {part.message.role}, {part.message.content!r}"
    return "call" if part.message.tool_calls else "text"


@asynccontextmanager
async def _stand_in(vendor: str) -> AsyncIterator[str]:
    async with scripted(vendor) as simulator:
        standin = simulator.standin(vendor)
        if isinstance(standin, OllamaStandIn):
            standin.library.install("llama3.2")
        yield simulator.urls[vendor]


async def test_openais_events_are_the_same(second: str) -> None:
    call = {"id": "call_1", "type": "function"}
    call["function"] = {"name": "tell_time", "arguments": "{}"}  # type: ignore[assignment]
    answered: list[Any] = [
        _ASKED,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": SAID},
    ]
    async with _stand_in("openai") as first:
        clients = [
            openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="simulated-openai", max_retries=0)
            for url in (first, second)
        ]
        for messages in ([_HELLO], [_ASKED], answered):
            ours, theirs = [await _openai_kinds(client, messages) for client in clients]
            assert ours == theirs
            assert len(ours) > 3


async def test_anthropics_events_are_the_same(second: str) -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "tell_time", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": SAID}
    answered: list[Any] = [
        _ASKED,
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [result]},
    ]
    async with _stand_in("anthropic") as first:
        clients = [
            anthropic.AsyncAnthropic(base_url=url, api_key="simulated-anthropic", max_retries=0)
            for url in (first, second)
        ]
        for messages in ([_HELLO], [_ASKED], answered):
            ours, theirs = [await _anthropic_kinds(client, messages) for client in clients]
            assert ours == theirs
            assert ours[-1] == "message_stop"


async def test_ollamas_events_are_the_same(second: str) -> None:
    call = {"function": {"name": "tell_time", "arguments": {}}}
    answered: list[Any] = [
        _ASKED,
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_name": "tell_time", "content": SAID},
    ]
    async with _stand_in("ollama") as first:
        clients = [ollama.AsyncClient(host=url) for url in (first, second)]
        for messages in ([_HELLO], [_ASKED], answered):
            ours, theirs = [await _ollama_kinds(client, messages) for client in clients]
            assert ours == theirs
            assert ours[-1].startswith("done: stop")
