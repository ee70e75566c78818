from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from repartee.services.provider import Verdict
from repartee.settings import Settings, SettingsError
from repartee.stacks.mcp import McpProvider, mcp_servers

SERVER = Path(__file__).parents[1] / "tools" / "mcp" / "weather_server.py"


def with_file(settings: Settings, content: object) -> Settings:
    path = settings.data_dir.parent / "mcp.json"
    path.write_text(json.dumps(content))
    return settings.model_copy(update={"mcp_config": path})


def test_without_a_file_there_are_no_servers(settings: Settings) -> None:
    assert list(mcp_servers(settings)) == []


def test_a_wrong_file_is_a_wrong_setting(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"^MCP_CONFIG: .*mcpServers: Field required"):
        mcp_servers(with_file(settings, {}))


async def test_health_tells_whether_a_servers_tools_can_be_used(settings: Settings) -> None:
    weather = {
        "command": sys.executable,
        "args": [str(SERVER)],
        "allowedTools": ["forecast"],
    }
    servers = mcp_servers(with_file(settings, {"mcpServers": {"weather": weather}}))
    (server,) = servers
    provider = McpProvider(server)
    assert (await provider.check()).verdict is Verdict.DEGRADED
    await server.start()
    try:
        assert await server.is_here(30)
        check = await provider.check()
        assert (check.verdict, check.finding) == (Verdict.HEALTHY, "tools in use: 1")
    finally:
        await servers.close()
