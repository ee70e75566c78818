"""What Claude Code wants to do, in spoken words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from repartee.tools.spoken import shorten

# About 15 seconds of speech. What is not heard whole cannot be judged by ear: it is called long.
_LONGEST = 200

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


@dataclass(frozen=True)
class SpokenWish:
    """What a permission is asked for."""

    words: str
    """After "Claude Code wants to"."""
    is_whole: bool = True
    """Whether nothing of it was left out because it is too long to listen to."""


def wish_of(tool: str, arguments: Mapping[str, object]) -> SpokenWish:
    """What a permission is asked for, in spoken words.

    Args:
        tool: Its name.
        arguments: What it is called with.
    """
    match tool:
        case "Bash":
            return _wish("run the command", arguments.get("command"))
        case "WebFetch":
            return _wish("read the web page", arguments.get("url"))
        case "WebSearch":
            return _wish("search the web for", arguments.get("query"))
    if tool in _FILE_TOOLS:
        path = str(arguments.get("file_path") or arguments.get("notebook_path") or "")
        return _wish(_FILE_TOOLS[tool], PurePath(path).name)
    return _wish("use", tool.removeprefix("mcp__").replace("__", " ").replace("_", " "))


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


def _wish(verb: str, thing: object) -> SpokenWish:
    named = " ".join(str(thing or "without a name").split())
    if len(named) <= _LONGEST:
        return SpokenWish(f"{verb} {named}")
    return SpokenWish(f"{verb}, a long one that begins with {shorten(named, _LONGEST)}", False)
