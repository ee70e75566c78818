"""Which question an answer of ears is to."""

from __future__ import annotations

from repartee.services.ears.asked_words import AskedWords
from repartee.services.ears.early_final import Span


def test_what_was_never_asked_is_neither_known_nor_to_come() -> None:
    words = AskedWords()
    assert not words.is_asked(0.0)
    assert not words.is_known(0.0)


def test_an_answer_is_to_what_was_asked() -> None:
    words = AskedWords()
    words.asked(2.1)
    assert words.is_asked(2.0)
    assert not words.is_known(2.0)
    assert words.answered(Span(0.0, 2.1)) == 2.1
    assert words.is_known(2.0)
    assert not words.is_asked(2.2)


def test_an_answer_to_the_question_before_is_not_to_the_last_one() -> None:
    words = AskedWords()
    words.asked(2.1)
    words.asked(4.0)
    words.answered(Span(0.0, 2.1))
    assert not words.is_known(3.8)
    words.answered(Span(2.1, 4.0))
    assert words.is_known(3.8)


def test_an_answer_that_reaches_further_is_to_all_before_it() -> None:
    words = AskedWords()
    words.asked(2.1)
    words.asked(4.0)
    words.answered(Span(0.0, 4.0))
    assert words.is_known(3.8)


def test_where_ears_do_not_tell_how_far_answers_come_in_order() -> None:
    words = AskedWords()
    words.asked(2.1)
    words.asked(4.0)
    assert words.answered(None) == 2.1
    assert words.answered(None) == 4.0
    assert words.answered(None) == 4.0


def test_ears_that_are_off_about_their_place_are_believed_of_a_single_question() -> None:
    words = AskedWords()
    words.asked(9.0)
    assert words.answered(Span(0.0, 1.0)) == 9.0


def test_a_new_connection_was_asked_nothing() -> None:
    words = AskedWords()
    words.asked(2.1)
    words.answered(None)
    words.asked(4.0)
    words.opened()
    assert not words.is_asked(1.0)
