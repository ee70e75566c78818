"""The scripted executable, told what to do in words that a caller can say."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from tests.support.work.scripted_claude import Claude

_ROOT = Path(__file__).parents[3]
_MEANS = {
    "fix the failing test": "slow",
    "run the tests": "ask make test",
    "run the test": "ask make test",  # as ears may have it
}


class SpokenClaude(Claude):
    def answer(self, text: str) -> None:
        super().answer(_MEANS.get(text, text))


def executable_in(directory: Path) -> Path:
    """Write it, for `CLAUDE_CODE_PATH`."""
    executable = directory / "claude"
    start = f'PYTHONPATH={_ROOT} exec {sys.executable} -m {SpokenClaude.__module__} "$@"'
    executable.write_text(f"#!/bin/sh\n{start}\n")
    executable.chmod(executable.stat().st_mode | stat.S_IEXEC)
    return executable


if __name__ == "__main__":
    SpokenClaude().run()
