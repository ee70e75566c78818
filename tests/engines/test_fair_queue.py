from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.engines.fair_queue import FairQueue, QueueFullError


def _queue(most: int = 100, most_per_key: int = 100) -> FairQueue[str]:
    return FairQueue(most=most, most_per_key=most_per_key)


def _rest(queue: FairQueue[str]) -> list[str]:
    taken = []
    while (item := queue.take()) is not None:
        taken.append(item)
    return taken


def test_sessions_take_turns() -> None:
    queue = _queue()
    for item in ("a1", "a2", "a3", "b1", "c1", "c2"):
        queue.put(item[0], item)
    assert _rest(queue) == ["a1", "b1", "c1", "a2", "c2", "a3"]


def test_one_who_comes_late_waits_for_a_single_piece_of_each_other() -> None:
    queue = _queue()
    for at in range(10):
        queue.put("a", f"a{at}")
    queue.put("b", "b")
    assert [queue.take(), queue.take()] == ["a0", "b"]


def test_a_session_cannot_fill_the_queue() -> None:
    queue = _queue(most_per_key=2)
    queue.put("a", "1")
    queue.put("a", "2")
    with pytest.raises(QueueFullError):
        queue.put("a", "3")
    queue.put("b", "4")
    assert len(queue) == 3


def test_a_full_queue_refuses_everybody() -> None:
    queue = _queue(most=1)
    queue.put("a", "1")
    with pytest.raises(QueueFullError):
        queue.put("b", "2")


def test_what_is_taken_out_is_not_given_and_what_is_gone_cannot_be_taken_out() -> None:
    queue = _queue()
    queue.put("a", "1")
    assert queue.remove("a", "1")
    assert not queue.remove("a", "1")
    assert queue.take() is None
    assert len(queue) == 0


@given(st.lists(st.tuples(st.integers(0, 4), st.integers()), max_size=60))
def test_everything_is_given_once_and_each_sessions_own_in_order(
    pieces: list[tuple[int, int]],
) -> None:
    queue: FairQueue[tuple[int, int]] = FairQueue(most=100, most_per_key=100)
    for key, number in pieces:
        queue.put(key, (key, number))
    given_out = []
    while (item := queue.take()) is not None:
        given_out.append(item)
    for key in range(5):
        assert [n for k, n in given_out if k == key] == [n for k, n in pieces if k == key]
