"""The MCP servers that the settings name."""

from __future__ import annotations

from repartee.services.provider import Check, Verdict
from repartee.settings import Settings, SettingsError
from repartee.settings.tools import environment
from repartee.tools.mcp.config import McpConfigError, load_mcp_config
from repartee.tools.mcp.server import McpServer, ServerState
from repartee.tools.mcp.servers import McpServers


def mcp_servers(settings: Settings) -> McpServers:
    """Describe the servers of the settings' mcp.json; none without one.

    Raises:
        SettingsError: If the file cannot be used, or the package is missing.
    """
    if settings.mcp_config is None:
        return McpServers()
    try:
        from repartee.tools.mcp.sdk import connect

        configs = load_mcp_config(settings.mcp_config, environment())
    except McpConfigError as error:
        raise SettingsError(f"MCP_CONFIG: {error}") from error
    return McpServers(McpServer(name, config, connect) for name, config in configs.items())


class McpProvider:
    """One MCP server, as `/health` sees it."""

    def __init__(self, server: McpServer) -> None:
        """Look at a server.

        Args:
            server: It is started and closed by its stack.
        """
        self._server = server
        self.id = f"mcp-{server.name}"
        self.label = f"MCP server {server.name}"

    async def start(self) -> None:
        """Nothing is to be done."""

    async def close(self) -> None:
        """Nothing is to be done."""

    async def check(self) -> Check:
        """Tell whether its tools can be used."""
        if self._server.state is ServerState.HERE:
            return Check(Verdict.HEALTHY, f"tools in use: {len(self._server.offers)}")
        fix = f"See what its command or address in MCP_CONFIG says; {self.label} is tried again."
        return Check(Verdict.DEGRADED, self._server.why_away, fix)
