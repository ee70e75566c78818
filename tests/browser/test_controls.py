"""Nothing on the page goes untried: each control has a name, by which some test here uses it.

What a run really used is told at its end: see `tests/support/used_controls.py`.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

from tests.support.controls import controls

_TESTS = sorted(Path(__file__).parent.glob("*.py"))
_IN_A_TEST = re.compile(r"[\"=]([a-z]+(?:-[a-z]+)*)[\"\]]")


def test_every_control_has_a_name_by_which_it_can_be_found() -> None:
    assert {file: names for file, names in controls().items() if "" in names} == {}


def test_every_control_is_used_in_a_browser() -> None:
    spoken_of = {name for test in _TESTS for name in _IN_A_TEST.findall(test.read_text())}
    unused = {
        name
        for names in controls().values()
        for name in names
        if not any(fnmatch(each, name) for each in spoken_of)
    }
    assert unused == set()
