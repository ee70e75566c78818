"""An MCP server built with the official SDK, for tests to start, and to kill."""

from __future__ import annotations

import asyncio
import os
import sys

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel

server = MCPServer("weather")


class Place(BaseModel):
    """Where."""

    city: str


@server.tool()
async def forecast(place: Place) -> str:
    """Tell the weather of a place."""
    return f"Sunny in {place.city}."


@server.tool()
async def whoami() -> int:
    """Tell the server's process."""
    return os.getpid()


@server.tool()
async def linger() -> str:
    """Take for ever."""
    await asyncio.sleep(3600)
    return "never"


@server.tool()
async def travel(context: Context) -> str:
    """Go somewhere, and tell how far it is."""
    for done in range(1, 4):
        await context.report_progress(done, 3, f"stop {done}")
    return "There."


@server.tool()
async def complain() -> str:
    """Fail."""
    raise ToolError("no such place")


@server.tool()
async def page() -> str:
    """Read a page that somebody wrote."""
    return os.environ.get("PAGE", "")


@server.tool(annotations=ToolAnnotations(destructive_hint=True))
async def erase(city: str) -> str:
    """Forget a city."""
    return f"{city} is no more."


if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.run("streamable-http", port=int(sys.argv[1]))
    else:
        server.run("stdio")
