"""Tells at the end of a run in browsers which of the page's controls nobody used."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

from tests.support.controls import controls, used


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not used:
        return
    names = {name for names in controls().values() for name in names}
    idle = sorted(name for name in names if not any(fnmatch(each, name) for each in used))
    terminalreporter.section("controls of the page")
    terminalreporter.line(f"{len(names) - len(idle)} of {len(names)} were used.")
    if idle:
        terminalreporter.line(f"Not used: {', '.join(idle)}.")
