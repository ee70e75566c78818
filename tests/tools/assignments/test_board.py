"""One assignment at a time, in the order in which they were given."""

from __future__ import annotations

import pytest

from repartee.tools.answer import Refusal
from repartee.tools.assignments.assignment import AssignmentState
from repartee.tools.assignments.board import MOST_WAITING, Board


def test_the_first_is_taken_and_the_next_waits_until_it_is_over() -> None:
    board = Board("The team")
    first, second = board.add("one"), board.add("two")
    assert board.take() is first
    first.work()
    assert board.take() is None
    first.finish("")
    assert board.take() is second


def test_a_pause_holds_those_that_wait_too_and_resuming_goes_on_with_the_same() -> None:
    board = Board("The team")
    first = board.add("one")
    first.work()
    board.add("two")
    assert board.pause() is first
    assert board.pause().state is AssignmentState.PAUSED
    assert board.take() is None
    assert board.resume() is first
    assert board.take() is first


def test_a_pause_before_the_beginning_counts() -> None:
    board = Board("The team")
    board.add("one")
    board.pause()
    assert board.take() is None


def test_a_reset_drops_everything_and_a_new_one_begins_at_once() -> None:
    board = Board("The team")
    board.add("one").work()
    board.add("two")
    board.pause()
    assert [each.state for each in board.reset()] == [AssignmentState.DROPPED] * 2
    fresh = board.add("three")
    assert board.take() is fresh


def test_what_makes_no_sense_now_is_refused_in_words() -> None:
    board = Board("The team")
    for impossible in (board.pause, board.resume):
        with pytest.raises(Refusal):
            impossible()
    assert board.reset() == []
    for _ in range(MOST_WAITING + 1):
        board.add("more")
    with pytest.raises(Refusal, match="say reset"):
        board.add("too much")
