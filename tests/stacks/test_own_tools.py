from __future__ import annotations

from pathlib import Path

import pytest
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema

from repartee.settings import SettingsError
from repartee.stacks.own_tools import load_own_tools
from repartee.tools.options import options_of
from repartee.tools.workbench import Workbench
from tests.tools.scripted_host import ScriptedHost

FILE = '''
from __future__ import annotations
from asyncio import sleep
from typing import Literal
from repartee.tools.options import ToolOptions, tool

@tool(ToolOptions(dangerous=True))
async def book(people: int, room: Literal["inside", "outside"] = "inside") -> str:
    """Book a table.

    Args:
        people: How many will come.
        room: Where they sit.
    """
    return "It is booked."

async def _helper(): ...

def not_a_tool(): ...
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tools.py"


def test_each_public_async_function_is_a_tool(file: Path) -> None:
    file.write_text(FILE)
    own = load_own_tools(file)
    (skill,) = own.skills
    assert skill.__name__ == "book"
    assert options_of(skill).dangerous
    host = ScriptedHost()
    (function,) = own.tools(host, Workbench(host))
    assert isinstance(function, FunctionSchema)
    assert function.required == ["people"]
    assert function.properties == {
        "people": {"type": "integer", "description": "How many will come."},
        "room": {
            "type": "string",
            "enum": ["inside", "outside"],
            "default": "inside",
            "description": "Where they sit.",
        },
    }


def test_without_a_file_there_are_none() -> None:
    assert load_own_tools(None).skills == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("async def a(): ...", "a needs a docstring"),
        ('async def a(b):\n    """Do."""', "a needs a type for b"),
        ("1 / 0", "ZeroDivisionError"),
        ("def", "SyntaxError"),
    ],
)
def test_a_file_that_is_wrong_is_one_clear_line(file: Path, content: str, says: str) -> None:
    file.write_text(content)
    with pytest.raises(SettingsError, match=says):
        load_own_tools(file)


def test_a_file_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(SettingsError, match="is no Python file"):
        load_own_tools(file)
