"""Tells at the end of a run in browsers which of the page's controls nobody used."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

import pytest

from tests.support.controls import controls, used

_TOLD = "used_controls"


def pytest_sessionfinish(session: pytest.Session) -> None:
    # In a lane of its own, this process tells the one that writes the summary.
    told: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if told is not None:
        told[_TOLD] = sorted(used)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    used.update(getattr(node, "workeroutput", {}).get(_TOLD, ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not used:
        return
    names = {name for names in controls().values() for name in names}
    idle = sorted(name for name in names if not any(fnmatch(each, name) for each in used))
    terminalreporter.section("controls of the page")
    terminalreporter.line(f"{len(names) - len(idle)} of {len(names)} were used.")
    if idle:
        terminalreporter.line(f"Not used: {', '.join(idle)}.")
