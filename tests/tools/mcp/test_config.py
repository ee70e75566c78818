from __future__ import annotations

import json
from pathlib import Path

import pytest

from repartee.tools.mcp.config import (
    HttpServer,
    McpConfigError,
    McpServerConfig,
    StdioServer,
    load_mcp_config,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mcp.json"


def load(file: Path, content: object, **environment: str) -> dict[str, McpServerConfig]:
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return load_mcp_config(file, environment)


def test_programs_and_addresses_are_told_apart(file: Path) -> None:
    content = {
        "mcpServers": {
            "files": {"command": "npx", "args": ["-y", "files"], "allowedTools": ["read"]},
            "web": {"type": "http", "url": "https://a.b/mcp", "askFirst": ["buy"]},
        }
    }
    assert load(file, content) == {
        "files": StdioServer(command="npx", args=("-y", "files"), allowed_tools=("read",)),
        "web": HttpServer(url="https://a.b/mcp", ask_first=("buy",)),
    }


def test_no_tool_is_allowed_unless_it_is_named(file: Path) -> None:
    (server,) = load(file, {"mcpServers": {"files": {"command": "npx"}}}).values()
    assert server.allowed_tools == ()


def test_keys_come_from_the_environment(file: Path) -> None:
    headers = {"Authorization": "Bearer ${KEY}", "X-Place": "${PLACE:-here}"}
    content = {"servers": {"web": {"url": "https://a.b/mcp", "headers": headers}}}
    server = load(file, content, KEY="secret")["web"]
    assert isinstance(server, HttpServer)
    assert server.headers == {"Authorization": "Bearer secret", "X-Place": "here"}
    assert "secret" not in repr(server)


def test_what_other_clients_write_into_it_is_left_alone(file: Path) -> None:
    servers = {"a": {"command": "b", "disabled": True}, "c": {"command": "d", "icon": "sun"}}
    assert list(load(file, {"mcpServers": servers})) == ["c"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ({}, "mcpServers: Field required"),
        ({"mcpServers": {"a": {}}}, "command: Field required"),
        ({"mcpServers": {"a": {"type": "sse", "url": "https://a.b"}}}, "'http'"),
        ({"mcpServers": {"a b": {"command": "c"}}}, "should match pattern"),
        ({"mcpServers": {"a": {"command": "${NOBODY}"}}}, "NOBODY} is not set"),
    ],
)
def test_a_wrong_file_is_one_clear_line(file: Path, content: object, says: str) -> None:
    with pytest.raises(McpConfigError) as raised:
        load(file, content)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(McpConfigError, match="cannot be read"):
        load_mcp_config(file, {})
