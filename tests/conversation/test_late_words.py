from __future__ import annotations

from repartee.conversation.late_words import LateWords


def test_a_filler_is_due_when_the_wait_has_been_long_enough() -> None:
    late = LateWords(1.5)
    due_at = late.asked(10.0)
    assert due_at == 11.5
    assert late.take(due_at)


def test_there_is_at_most_one_filler_a_turn() -> None:
    late = LateWords(1.5)
    assert late.take(late.asked(10.0) or 0.0)
    assert late.asked(20.0) is None
    late.begin_anew()
    assert late.asked(30.0) == 31.5


def test_asking_twice_lets_nobody_wait_longer() -> None:
    late = LateWords(1.5)
    assert late.asked(10.0) == 11.5
    assert late.asked(11.0) is None


def test_an_answer_that_has_begun_is_followed_by_no_filler() -> None:
    late = LateWords(1.5)
    due_at = late.asked(10.0)
    late.settled()
    assert due_at is not None
    assert not late.take(due_at)


def test_an_early_answer_may_be_here_before_it_is_told_that_it_was_asked_for() -> None:
    late = LateWords(1.5)
    late.begin_anew()
    late.settled()
    assert late.asked(10.0) is None


def test_a_filler_of_the_turn_before_is_not_said_in_the_next() -> None:
    late = LateWords(1.5)
    before = late.asked(10.0)
    late.begin_anew()
    assert late.asked(11.0) == 12.5
    assert before is not None
    assert not late.take(before)
    assert late.take(12.5)
