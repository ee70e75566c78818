"""What is shown of work fits into one message, whatever script it is written in."""

from __future__ import annotations

import json

import pytest

from repartee.tools.assignments.assignment import Assignment
from repartee.tools.assignments.screen import cut_to, shown

_LARGEST_MESSAGE = 262_144  # bytes, of Chromium and aiortc


@pytest.mark.parametrize("sign", ["a", "é", "中", "😀", '"', "\n"])
def test_a_whole_message_is_never_too_large(sign: str) -> None:
    assignment = Assignment(1, sign * 100_000)
    assignment.work()
    assignment.ask("May it?", sign * 100_000)
    assignment.work()
    assignment.finish(sign * 100_000)
    assert len(json.dumps(shown("team", assignment, 0))) < _LARGEST_MESSAGE


def test_what_fits_is_shown_whole() -> None:
    assert cut_to("中" * 10, 62) == "中" * 10


def test_what_was_cut_says_so() -> None:
    cut = cut_to("a" * 1_000, 100)
    assert cut.endswith(" … (cut)")
    assert 80 < len(json.dumps(cut)) <= 100
