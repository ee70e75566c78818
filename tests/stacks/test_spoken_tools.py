from __future__ import annotations

import json
from pathlib import Path

import pytest

from repartee.settings import SettingsError
from repartee.stacks.own_tools import load_own_tools
from repartee.stacks.spoken_tools import phrasebook_with
from repartee.tools.mcp.config import load_mcp_config
from repartee.tools.mcp.server import McpServer
from tests.tools.mcp.test_servers import Line

FILE = '''
from repartee.tools.options import ToolOptions, tool

async def table_for(people: int) -> str:
    """Find out whether there is a table tonight."""
    return "Yes."

@tool(ToolOptions(sentences=("(book|reserve) [a] table for {people} [under] [the name] {name}",)))
async def book_table(people: int, name: str) -> str:
    """Book a table for tonight."""
    return "It is booked."
'''
MCP = {
    "mcpServers": {
        "shop": {
            "url": "https://shop.example.com/mcp",
            "allowedTools": ["order"],
            "sentences": {"order": ["order {whole:count} {thing}"], "refund": ["refund {thing}"]},
            "words": {"thing": ["(pizza|pizzas)"]},
        }
    }
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tools.py"


@pytest.fixture
def servers(tmp_path: Path) -> list[McpServer]:
    path = tmp_path / "mcp.json"
    path.write_text(json.dumps(MCP))
    configs = load_mcp_config(path, {})
    return [McpServer(name, config, Line().connect) for name, config in configs.items()]


def test_functions_of_a_file_are_asked_for_by_sentences_and_by_names(file: Path) -> None:
    file.write_text(FILE)
    phrasebook = phrasebook_with(load_own_tools(file), [])
    asked = phrasebook.understand("book a table for six under the name miller")
    assert asked is not None
    assert (asked.tool, asked.arguments) == ("book_table", {"people": 6, "name": "miller"})
    asked = phrasebook.understand("a table for four people please")
    assert asked is not None
    assert (asked.tool, asked.arguments) == ("table_for", {"people": 4})


def test_allowed_tools_of_a_server_are_asked_for_by_its_sentences(
    servers: list[McpServer],
) -> None:
    phrasebook = phrasebook_with(load_own_tools(None), servers)
    asked = phrasebook.understand("order three pizzas")
    assert asked is not None
    assert (asked.tool, asked.arguments) == ("shop_order", {"count": 3, "thing": "pizzas"})
    assert phrasebook.understand("refund pizzas") is None


def test_a_mistake_is_laid_to_the_right_file(file: Path, servers: list[McpServer]) -> None:
    file.write_text(FILE.replace("{people}", "{guests}"))
    with pytest.raises(SettingsError, match=r"^TOOLS_FILE: book_table: .*\{guests\}"):
        phrasebook_with(load_own_tools(file), servers)
    servers[0].config.sentences["order"] = ("order (",)
    with pytest.raises(SettingsError, match=r"^MCP_CONFIG: shop_order: "):
        phrasebook_with(load_own_tools(None), servers)
