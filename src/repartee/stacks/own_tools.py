"""Tools that the operator wrote."""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from repartee.settings import SettingsError
from repartee.tools.direct import Skill, Tools, function_for
from repartee.tools.host import ToolHost
from repartee.tools.workbench import Workbench


class OwnTools:
    """The functions of a file, as tools of every conversation."""

    def __init__(self, skills: Sequence[Skill] = ()) -> None:
        """Keep them.

        Args:
            skills: Shared by all conversations.
        """
        self.skills = tuple(skills)

    def tools(self, host: ToolHost, workbench: Workbench) -> Tools:
        """Make the tools of one conversation."""
        del host
        return [function_for(skill, workbench) for skill in self.skills]


def load_own_tools(path: Path | None) -> OwnTools:
    """Run a Python file, and take its public async functions.

    Args:
        path: The file; None for no tools.

    Raises:
        SettingsError: If it cannot be run, or one of its functions cannot be described to a brain.
    """
    if path is None:
        return OwnTools()
    module = _run(path)
    skills = [
        value
        for name, value in vars(module).items()
        if inspect.iscoroutinefunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]
    for skill in skills:
        _check(path, skill)
    return OwnTools(skills)


def _run(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("repartee_own_tools", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SettingsError(f"TOOLS_FILE: {path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"
        raise SettingsError(f"TOOLS_FILE: {path} cannot be run: {cause}.") from error
    return module


def _check(path: Path, skill: Skill) -> None:
    name = skill.__name__
    untyped = [
        argument
        for argument, parameter in inspect.signature(skill).parameters.items()
        if parameter.annotation is parameter.empty
    ]
    if untyped:
        raise SettingsError(f"TOOLS_FILE: {path}: {name} needs a type for {', '.join(untyped)}.")
    if not inspect.getdoc(skill):
        raise SettingsError(f"TOOLS_FILE: {path}: {name} needs a docstring: brains go by it.")
