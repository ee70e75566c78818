"""What Claude Code wants to do, in spoken words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath

from repartee.tools.spoken import shorten

# What is not heard whole cannot be judged: longer ones are shown, and called long.
_LONGEST = 120

_FILE_TOOLS = {
    "Write": "write the file",
    "Edit": "change the file",
    "MultiEdit": "change the file",
    "NotebookEdit": "change the notebook",
    "Read": "read the file",
}
_DOING = {
    "Bash": "running a command",
    "Write": "writing a file",
    "Edit": "editing a file",
    "MultiEdit": "editing a file",
    "NotebookEdit": "editing a notebook",
    "Read": "reading",
    "Glob": "looking through the files",
    "Grep": "searching the files",
    "WebFetch": "reading a web page",
    "WebSearch": "searching the web",
    "Task": "thinking about a part of it",
    "Agent": "thinking about a part of it",
    "TodoWrite": "making a plan",
}


def wish_of(tool: str, arguments: Mapping[str, object]) -> str:
    """What a permission is asked for, after "Claude Code wants to".

    Args:
        tool: Its name.
        arguments: What it is called with.
    """
    match tool:
        case "Bash":
            return _command(" ".join(str(arguments.get("command") or "").split()))
        case "WebFetch":
            return f"read the web page {_short(arguments.get('url'))}"
        case "WebSearch":
            return f"search the web for {_short(arguments.get('query'))}"
    if tool in _FILE_TOOLS:
        path = str(arguments.get("file_path") or arguments.get("notebook_path") or "")
        return f"{_FILE_TOOLS[tool]} {PurePath(path).name or 'without a name'}"
    return f"use {tool.removeprefix('mcp__').replace('__', ' ').replace('_', ' ')}"


def is_outside(workspace: Path, tool: str, arguments: Mapping[str, object]) -> bool:
    """Whether a file tool reaches out of the workspace, by links too.

    Args:
        workspace: The allowed directory.
        tool: Its name.
        arguments: What it is called with.
    """
    if tool not in _FILE_TOOLS:
        return False
    path = str(arguments.get("file_path") or arguments.get("notebook_path") or "")
    root = workspace.resolve()
    return not (root / path).resolve().is_relative_to(root)


def doing(tool: str) -> str:
    """What Claude Code is doing while it uses a tool, a few words."""
    return _DOING.get(tool, "working")


def _command(command: str) -> str:
    if len(command) > _LONGEST:
        return f"run a long command that begins with {shorten(command, _LONGEST)}"
    return f"run the command {command}"


def _short(value: object) -> str:
    return shorten(" ".join(str(value or "without a name").split()), _LONGEST)
