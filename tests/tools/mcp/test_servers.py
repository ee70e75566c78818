"""MCP tools as a conversation has them, over a scripted connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema

from repartee.tools.answer import Answer
from repartee.tools.mcp.config import McpServerConfig, StdioServer
from repartee.tools.mcp.link import Link, LinkLostError, Offer
from repartee.tools.mcp.progress import OnProgress
from repartee.tools.mcp.server import McpServer, ServerState
from repartee.tools.mcp.servers import McpServers, name_for, options_for
from repartee.tools.schema import properties_of
from repartee.tools.workbench import Workbench
from tests.tools.scripted_host import ScriptedHost

SCHEMA = {
    "type": "object",
    "properties": {"place": {"$ref": "#/$defs/Place"}, "days": {"type": "integer"}},
    "required": ["place"],
    "$defs": {"Place": {"type": "object", "properties": {"city": {"type": "string"}}}},
}
OFFERS = (Offer("forecast", "Tell the weather.", SCHEMA), Offer("erase", "Erase.", {}, True))


class ScriptedLink:
    def __init__(self) -> None:
        self.dead = False

    async def offers(self) -> tuple[Offer, ...]:
        return OFFERS

    async def call(
        self, tool: str, arguments: Mapping[str, Any], on_progress: OnProgress
    ) -> Answer:
        if self.dead:
            raise LinkLostError("gone")
        return {"ok": True, "text": f"{tool} {dict(arguments)}"}


class Line:
    """Opens connections, and keeps the last one."""

    def __init__(self) -> None:
        self.opened = 0
        self.last = ScriptedLink()

    @asynccontextmanager
    async def connect(self, config: McpServerConfig) -> AsyncIterator[Link]:
        self.opened += 1
        self.last = ScriptedLink()
        yield self.last


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
async def server(line: Line) -> AsyncIterator[McpServer]:
    config = StdioServer(command="x", allowed_tools=("forecast", "erase"))
    server = McpServer("weather", config, line.connect)
    yield server
    await server.close()


async def test_its_tools_bear_its_name_and_take_whole_schemas(server: McpServer) -> None:
    host, servers = ScriptedHost(), McpServers([server])
    await servers.start()
    forecast, erase = servers.tools(host, Workbench(host))
    assert isinstance(forecast, FunctionSchema)
    assert isinstance(erase, FunctionSchema)
    assert (forecast.name, erase.name) == ("weather_forecast", "weather_erase")
    assert forecast.required == ["place"]
    place = {"type": "object", "properties": {"city": {"type": "string"}}}
    assert forecast.properties == {"place": place, "days": {"type": "integer"}}


async def test_what_destroys_and_what_the_file_says_is_asked_about(server: McpServer) -> None:
    forecast, erase = OFFERS
    assert not options_for(server, forecast).dangerous
    assert options_for(server, erase).dangerous
    asking = StdioServer(command="x", ask_first=("forecast",))
    assert options_for(McpServer("w", asking, Line().connect), forecast).dangerous


async def test_conversations_are_told_who_goes_and_comes_back(
    server: McpServer, line: Line
) -> None:
    host, servers = ScriptedHost(), McpServers([server])
    await servers.start()
    servers.tools(host, Workbench(host))
    line.last.dead = True
    with pytest.raises(Exception, match="broke down"):
        await server.call("forecast", {})
    async with asyncio.timeout(10):
        while len(host.told) < 2:
            await asyncio.sleep(0.01)
    assert [(news["server"], news["here"]) for news in host.told] == [
        ("weather", False),
        ("weather", True),
    ]
    assert server.state is ServerState.HERE
    assert line.opened == 2


def test_names_are_such_as_every_vendor_takes() -> None:
    assert name_for("files", "read/all.now") == "files_read_all_now"
    assert len(name_for("files", "x" * 100)) == 64


def test_a_schema_that_refers_to_itself_comes_to_an_end() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}
    schema = {"properties": {"first": {"$ref": "#/$defs/Node"}}, "$defs": {"Node": node}}
    assert properties_of(schema)["first"]["properties"]["next"]["type"] == "object"
