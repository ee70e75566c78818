"""The scripted Claude Code as a program on the disk."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from tests.support.work import scripted_claude


def write_executable(directory: Path) -> Path:
    """Write a `claude` that does what its instructions say; gives its path."""
    executable = directory / "claude"
    script = Path(scripted_claude.__file__)
    executable.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$@"\n')
    executable.chmod(executable.stat().st_mode | stat.S_IEXEC)
    return executable
