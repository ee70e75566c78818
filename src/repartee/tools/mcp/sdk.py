"""Connections to MCP servers, by the official SDK."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from pydantic import JsonValue

from repartee.tools.answer import Answer
from repartee.tools.mcp.config import HttpServer, McpConfigError, McpServerConfig, StdioServer
from repartee.tools.mcp.link import Link, LinkLostError, Offer
from repartee.tools.mcp.progress import OnProgress, Progress

try:
    import httpx2
    from mcp.client.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client
    from mcp.client.streamable_http import streamable_http_client
    from mcp.shared.exceptions import MCPError
    from mcp_types import CONNECTION_CLOSED, CallToolResult, TextContent, Tool
except ImportError as error:
    raise McpConfigError("the package mcp is missing. Run: pip install 'repartee[mcp]'") from error

_CONNECT_SECS = 10.0


def connect(server: McpServerConfig) -> AbstractAsyncContextManager[Link]:
    """Open a connection, starting the server if it is a program.

    Args:
        server: Where it is.

    Raises:
        Exception: Whatever goes wrong on the way; the SDK names no class for it.
    """
    return _stdio(server) if isinstance(server, StdioServer) else _http(server)


@asynccontextmanager
async def _stdio(server: StdioServer) -> AsyncIterator[Link]:
    parameters = StdioServerParameters(
        command=server.command, args=list(server.args), env=server.env, cwd=server.cwd
    )
    async with Client(stdio_client(parameters), cache=None) as client:
        yield _SdkLink(client)


@asynccontextmanager
async def _http(server: HttpServer) -> AsyncIterator[Link]:
    # A call may take its time; whoever makes it has a limit.
    timeout = httpx2.Timeout(_CONNECT_SECS, read=None)
    async with (
        httpx2.AsyncClient(headers=server.headers, timeout=timeout) as http,
        Client(streamable_http_client(server.url, http_client=http), cache=None) as client,
    ):
        yield _SdkLink(client)


class _SdkLink:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def offers(self) -> tuple[Offer, ...]:
        found: list[Tool] = []
        cursor: str | None = None
        while True:
            try:
                page = await self._client.list_tools(cursor=cursor)
            except Exception as error:
                raise LinkLostError(type(error).__name__) from error
            found += page.tools
            cursor = page.next_cursor
            if not cursor:
                return tuple(map(_offer, found))

    async def call(
        self, tool: str, arguments: Mapping[str, Any], on_progress: OnProgress
    ) -> Answer:
        async def heed(progress: float, total: float | None, message: str | None) -> None:
            on_progress(Progress(progress, total, message or ""))

        try:
            result = await self._client.call_tool(tool, dict(arguments), progress_callback=heed)
        except MCPError as error:
            if error.error.code == CONNECTION_CLOSED:
                raise LinkLostError("the connection closed") from error
            return {"ok": False, "text": error.error.message}
        except Exception as error:
            raise LinkLostError(type(error).__name__) from error
        return _answer(result)


def _offer(tool: Tool) -> Offer:
    hints = tool.annotations
    return Offer(
        tool.name,
        (tool.description or tool.title or tool.name).strip(),
        tool.input_schema,
        destroys=bool(hints and hints.destructive_hint and not hints.read_only_hint),
    )


def _answer(result: CallToolResult) -> Answer:
    texts = [part.text for part in result.content if isinstance(part, TextContent)]
    answer: dict[str, JsonValue] = {"ok": not result.is_error, "text": "\n".join(texts)}
    if not texts and result.structured_content is not None:
        answer["data"] = result.structured_content
    others = len(result.content) - len(texts)
    if others:
        answer["left_out"] = f"{others} parts that are no text"
    return answer
