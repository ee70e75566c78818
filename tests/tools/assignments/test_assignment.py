"""An assignment is only ever in a state that makes sense."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.tools.assignments.assignment import Assignment, AssignmentError, AssignmentState

MOVES: dict[str, Callable[[Assignment], None]] = {
    "work": Assignment.work,
    "report": lambda each: each.report("reading", 1, 3),
    "ask": lambda each: each.ask("May I?"),
    "pause": Assignment.pause,
    "finish": lambda each: each.finish("42"),
    "fail": lambda each: each.fail("no"),
    "drop": Assignment.drop,
}


@given(st.lists(st.sampled_from(list(MOVES))))
def test_nothing_comes_after_the_end_and_a_refused_move_changes_nothing(moves: list[str]) -> None:
    assignment = Assignment(1, "a task")
    for move in moves:
        before = (assignment.state, assignment.note, assignment.result)
        try:
            MOVES[move](assignment)
        except AssignmentError:
            assert (assignment.state, assignment.note, assignment.result) == before
        else:
            assert not before[0].is_final


def test_work_that_was_paused_goes_on() -> None:
    assignment = Assignment(1, "a task")
    for move in ("work", "pause", "work", "ask", "work", "finish"):
        MOVES[move](assignment)
    assert assignment.state is AssignmentState.DONE
    assert assignment.result == "42"


def test_a_paused_one_makes_no_progress() -> None:
    assignment = Assignment(1, "a task")
    assignment.work()
    assignment.pause()
    with pytest.raises(AssignmentError):
        assignment.report("reading", 1, 3)
