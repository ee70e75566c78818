"""A conversation with the tools of a real MCP server, which is killed in the middle of a call."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from repartee.app import create_app
from repartee.settings import Settings
from repartee.tools.mcp.config import StdioServer
from repartee.tools.mcp.sdk import connect
from repartee.tools.mcp.server import McpServer
from repartee.tools.mcp.servers import McpServers
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack, Wish

SCRIPT = Path(__file__).parents[1] / "tools" / "mcp" / "weather_server.py"
CALLS = {
    "weather": Wish("weather_forecast", {"place": {"city": "Rome"}}),
    "long": Wish("weather_linger"),
}


def mind(messages: list[dict[str, Any]]) -> Wish | str:
    """Calls what is asked for, and reads results out."""
    newest = str(messages[-1].get("content"))
    return CALLS.get(newest, newest)


@pytest.fixture
async def weather() -> AsyncIterator[McpServer]:
    allowed = ("forecast", "linger", "whoami")
    config = StdioServer(command=sys.executable, args=(str(SCRIPT),), allowed_tools=allowed)
    server = McpServer("weather", config, connect)
    await server.start()
    assert await server.is_here(30)
    yield server
    await server.close()


@pytest.fixture
async def peer(settings: Settings, weather: McpServer) -> AsyncIterator[Peer]:
    stack = ToolStack(mind, source=McpServers([weather]))
    async with running(create_app(settings, stack)) as url, await Peer(url).connect() as peer:
        await peer.wait_for("bot-ready")
        yield peer


async def spoken(peer: Peer, words: str) -> None:
    """Wait until the agent says something with these words in it."""
    async with asyncio.timeout(30):
        while not any(words in str(each.get("data")) for each in said(peer)):
            await asyncio.sleep(0.02)


def said(peer: Peer) -> list[dict[str, Any]]:
    return [message for message in peer.messages if message["type"] == "bot-output"]


async def test_its_tools_are_used_like_any_other(peer: Peer) -> None:
    peer.type("weather")
    await spoken(peer, "Sunny in Rome.")


async def test_a_server_killed_in_mid_call_is_told_and_then_used_again(
    peer: Peer, weather: McpServer
) -> None:
    process = int(str((await weather.call("whoami", {}))["text"]))
    peer.type("long")
    await peer.wait_for("llm-function-call-in-progress", function_name="weather_linger")
    os.kill(process, signal.SIGKILL)
    await spoken(peer, "broke down in the middle of it")
    await peer.wait_for("server-message", type="tool-server", here=False)
    await peer.wait_for("server-message", 30, type="tool-server", here=True)
    peer.type("weather")
    await spoken(peer, "Sunny in Rome.")
