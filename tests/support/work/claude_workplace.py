"""A directory for Claude Code to work in, and the scripted executable that stands in for it."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

from repartee.tools.claude_code.job import ClaudeCode, ClaudeCodeConfig
from tests.support.work import scripted_claude


class ClaudeWorkplace:
    """Makes Claude Codes, and reads what they noted."""

    def __init__(self, directory: Path) -> None:
        self.workspace = directory / "workspace"
        self.workspace.mkdir()
        self._log = directory / "log.jsonl"
        self._executable = directory / "claude"
        script = Path(scripted_claude.__file__)
        self._executable.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$@"\n')
        self._executable.chmod(self._executable.stat().st_mode | stat.S_IEXEC)

    def claude(self, **changes: Any) -> ClaudeCode:
        environment = {"SCRIPT_LOG": str(self._log), "ACCESS_TOKEN": ""}
        return ClaudeCode(
            ClaudeCodeConfig(self.workspace, self._executable, environment=environment, **changes)
        )

    @property
    def settings(self) -> dict[str, str]:
        """What makes a server use it."""
        return {
            "CLAUDE_CODE_WORKSPACE": str(self.workspace),
            "CLAUDE_CODE_PATH": str(self._executable),
            "SCRIPT_LOG": str(self._log),
        }

    def noted(self, what: str) -> list[Any]:
        if not self._log.exists():
            return []
        lines = map(json.loads, self._log.read_text().splitlines())
        return [each[what] for each in lines if what in each]
