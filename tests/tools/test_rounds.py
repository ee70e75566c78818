"""A brain that calls without end is told from one that has much to do."""

from __future__ import annotations

from repartee.tools.rounds import Rounds


def test_calls_are_counted_until_the_caller_speaks() -> None:
    rounds = Rounds()
    assert [rounds.count(1, now) for now in (0.0, 1.0, 2.0)] == [1, 2, 3]
    assert rounds.count(2, 3.0) == 1


def test_after_a_breath_they_are_counted_anew() -> None:
    rounds = Rounds()
    assert [rounds.count(0, now) for now in (100.0, 129.0, 160.0, 161.0)] == [1, 2, 1, 2]
