"""Real servers of the official SDK, as programs and at addresses; killed and brought back."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from repartee.tools.answer import Refusal
from repartee.tools.mcp.config import HttpServer, McpServerConfig, StdioServer
from repartee.tools.mcp.progress import Progress
from repartee.tools.mcp.sdk import connect
from repartee.tools.mcp.server import McpServer, ServerState

SCRIPT = Path(__file__).parent / "weather_server.py"
ALLOWED = ("forecast", "whoami", "linger", "complain", "erase")


def program(**changes: Any) -> StdioServer:
    given = {"command": sys.executable, "args": (str(SCRIPT),), "allowed_tools": ALLOWED}
    return StdioServer(**{**given, **changes})


@asynccontextmanager
async def at_work(config: McpServerConfig) -> AsyncIterator[McpServer]:
    server = McpServer("weather", config, connect)
    try:
        await server.start()
        await until(lambda: server.state is ServerState.HERE)
        yield server
    finally:
        await server.close()


async def until(happened: Callable[[], bool], seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while not happened():
            await asyncio.sleep(0.02)


async def process_of(server: McpServer) -> int:
    return int(str((await server.call("whoami", {}))["text"]))


async def test_a_program_is_started_and_answers() -> None:
    async with at_work(program()) as server:
        answer = await server.call("forecast", {"place": {"city": "Rome"}})
    assert answer == {"ok": True, "text": "Sunny in Rome."}


async def test_a_tool_tells_how_far_it_is() -> None:
    told: list[Progress] = []
    async with at_work(program(allowed_tools=("travel",))) as server:
        answer = await server.call("travel", {}, told.append)
    assert answer == {"ok": True, "text": "There."}
    assert told == [Progress(done, 3, f"stop {done}") for done in (1, 2, 3)]


async def test_only_allowed_tools_are_offered() -> None:
    async with at_work(program(allowed_tools=("forecast", "no_such_tool"))) as server:
        assert [offer.name for offer in server.offers] == ["forecast"]


async def test_what_a_tool_complains_about_is_an_answer() -> None:
    async with at_work(program()) as server:
        answer = await server.call("complain", {})
        assert not answer["ok"]
        assert "no such place" in str(answer["text"])
        assert not (await server.call("forecast", {"wrong": 1}))["ok"]
        assert server.state is ServerState.HERE


async def test_a_server_killed_in_mid_call_says_so_and_comes_back() -> None:
    news: list[ServerState] = []
    async with at_work(program()) as server:
        server.watch(lambda changed: news.append(changed.state))
        before = await process_of(server)
        under_way = asyncio.create_task(server.call("linger", {}))
        await asyncio.sleep(0.2)
        os.kill(before, signal.SIGKILL)
        with pytest.raises(Refusal, match="broke down in the middle"):
            await asyncio.wait_for(under_way, 10)
        await until(lambda: news == [ServerState.AWAY, ServerState.HERE])
        assert await process_of(server) != before


async def test_a_call_right_after_a_death_is_answered_by_the_new_one() -> None:
    async with at_work(program()) as server:
        before = await process_of(server)
        os.kill(before, signal.SIGKILL)
        with pytest.raises(Refusal):
            await server.call("forecast", {"place": {"city": "Rome"}})
        await until(lambda: server.state is ServerState.AWAY)
        await until(lambda: server.state is ServerState.HERE)
        answer = await server.call("forecast", {"place": {"city": "Rome"}})
    assert answer["ok"]


async def test_the_program_ends_with_the_agent() -> None:
    async with at_work(program()) as server:
        process = await process_of(server)
    await until(lambda: not Path(f"/proc/{process}").exists())
    assert server.state is ServerState.CLOSED


async def test_a_command_that_does_not_exist_is_told() -> None:
    server = McpServer("weather", program(command="no-such-command"), connect)
    keeping = asyncio.create_task(server.start())
    await until(lambda: server.why_away == "its command was not found")
    keeping.cancel()
    await server.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def serve(port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(sys.executable, str(SCRIPT), str(port))


async def test_a_server_at_an_address_dies_in_mid_call_and_comes_back() -> None:
    port = free_port()
    process = await serve(port)
    config = HttpServer(url=f"http://127.0.0.1:{port}/mcp", allowed_tools=ALLOWED)
    try:
        async with at_work(config) as server:
            assert (await server.call("forecast", {"place": {"city": "Rome"}}))["ok"]
            under_way = asyncio.create_task(server.call("linger", {}))
            await asyncio.sleep(0.5)
            process.kill()
            await process.wait()
            with pytest.raises(Refusal, match="broke down in the middle"):
                await asyncio.wait_for(under_way, 20)
            process = await serve(port)
            await until(lambda: server.state is ServerState.HERE)
            assert (await server.call("forecast", {"place": {"city": "Rome"}}))["ok"]
    finally:
        process.kill()
        await process.wait()
