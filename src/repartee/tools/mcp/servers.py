from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from weakref import WeakSet

from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.services.llm_service import FunctionCallParams

from repartee.tools.answer import Answer
from repartee.tools.direct import Tools, perform
from repartee.tools.host import ToolHost
from repartee.tools.mcp.link import Offer
from repartee.tools.mcp.progress import ProgressTeller
from repartee.tools.mcp.server import McpServer, ServerState
from repartee.tools.options import ToolOptions
from repartee.tools.schema import properties_of
from repartee.tools.workbench import Workbench

_PATIENCE_SECS = 5.0
_LONGEST_NAME = 64  # characters; no vendor takes more
_LONGEST_DESCRIPTION = 1_000


class McpServers:
    """All MCP servers of the agent."""

    def __init__(self, servers: Iterable[McpServer] = ()) -> None:
        """Describe them; `start` connects.

        Args:
            servers: Each with a name of its own.
        """
        self._servers = tuple(servers)
        # A conversation is forgotten when nobody else holds it any more.
        self._hosts: WeakSet[ToolHost] = WeakSet()
        for server in self._servers:
            server.watch(self._tell_all)

    def __iter__(self) -> Iterator[McpServer]:
        return iter(self._servers)

    async def start(self) -> None:
        """Connect to all, and wait a moment for them."""
        await asyncio.gather(*(server.start() for server in self._servers))

    async def close(self) -> None:
        """Let all go."""
        await asyncio.gather(*(server.close() for server in self._servers))

    def tools(self, host: ToolHost, workbench: Workbench) -> Tools:
        """Make the tools of one conversation, which is told from now on who goes and comes back.

        Args:
            host: The conversation.
            workbench: Carries its calls out.
        """
        self._hosts.add(host)
        return [
            _function(server, offer, host, workbench)
            for server in self._servers
            for offer in server.offers
        ]

    def _tell_all(self, server: McpServer) -> None:
        here = server.state is ServerState.HERE
        say = "are back" if here else "are away; I'm trying to get them back"
        for host in tuple(self._hosts):
            host.tell(
                {
                    "type": "tool-server",
                    "server": server.name,
                    "here": here,
                    "message": f"My {server.name} tools {say}.",
                }
            )


def name_for(server: str, tool: str) -> str:
    """What brains call a tool: its server's name stands in front, so that none hides another."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", f"{server}_{tool}")[:_LONGEST_NAME]


def options_for(server: McpServer, offer: Offer) -> ToolOptions:
    """How a server's tool is run."""
    timeout_secs = server.config.timeout_secs
    return ToolOptions(
        patience_secs=min(_PATIENCE_SECS, timeout_secs),
        timeout_secs=timeout_secs,
        dangerous=offer.destroys or offer.name in server.config.ask_first,
    )


def _function(
    server: McpServer, offer: Offer, host: ToolHost, workbench: Workbench
) -> FunctionSchema:
    options = options_for(server, offer)
    name = name_for(server.name, offer.name)

    async def handle(params: FunctionCallParams) -> None:
        async def work() -> Answer:
            teller = ProgressTeller(host, name, params.tool_call_id)
            return await server.call(offer.name, params.arguments, teller)

        await perform(workbench, params, options, params.arguments, work)

    return FunctionSchema(
        name,
        offer.description[:_LONGEST_DESCRIPTION],
        properties_of(offer.schema),
        list(offer.schema.get("required", ())),
        handle,
    )
