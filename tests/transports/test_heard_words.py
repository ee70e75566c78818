"""What was heard of a sentence whose voice tells no times of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.room.heard_words import HeardWords, words_within

_TEN = "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj"
"""Ten words of the same length."""


@pytest.mark.parametrize(
    ("share", "heard"),
    [
        (-0.5, ""),
        (0.0, ""),
        (0.03, ""),
        (0.06, "aaaa"),
        (0.5, "aaaa bbbb cccc dddd eeee"),
        (0.97, _TEN),
        (1.0, _TEN),
        (7.0, _TEN),
    ],
)
def test_words_are_heard_of_which_more_than_half_was_played(share: float, heard: str) -> None:
    assert words_within(_TEN, share) == heard


@pytest.mark.parametrize(
    ("text", "share", "heard"),
    [
        ("One, two, three, four.", 0.5, "One, two,"),
        ("It costs 1250 euros today", 0.3, "It costs"),
        ("Nein,  das\nist so.", 0.45, "Nein,"),
        ("no no no yes", 0.8, "no no no"),
        ("word", 0.4, ""),
        ("word", 0.6, "word"),
        ("", 1.0, ""),
        ("…", 0.5, ""),
    ],
)
def test_marks_and_figures_take_their_time(text: str, share: float, heard: str) -> None:
    assert words_within(text, share) == heard


@given(st.text(max_size=80), st.floats(0, 1), st.floats(0, 1))
def test_more_sound_never_means_fewer_words(text: str, one: float, other: float) -> None:
    less, more = words_within(text, min(one, other)), words_within(text, max(one, other))
    assert more.startswith(less)
    assert text.strip().startswith(more)


def _given(heard: HeardWords, number: int, text: str, secs: float, *, whole: bool = True) -> None:
    heard.announced(number, text, "c")
    heard.came(secs, loud=True)
    if whole:
        heard.came_whole(number)


def test_nothing_was_heard_before_the_first_sound() -> None:
    heard = HeardWords()
    _given(heard, 1, _TEN, 10)
    assert heard.cut(0) == ""


def test_half_a_sentence_was_heard() -> None:
    heard = HeardWords()
    _given(heard, 1, _TEN, 10)
    heard.begins(1)
    heard.played(5)
    assert heard.cut(0) == "aaaa bbbb cccc dddd eeee"


def test_what_is_taken_back_was_not_heard() -> None:
    heard = HeardWords()
    _given(heard, 1, _TEN, 10)
    heard.begins(1)
    heard.played(5)
    assert heard.cut(2) == "aaaa bbbb cccc"


def test_a_sentence_that_is_not_whole_is_as_long_as_the_voice_is_slow() -> None:
    heard = HeardWords()
    _given(heard, 1, _TEN, 10)
    heard.begins(1)
    heard.played(10)
    heard.ends(1)
    _given(heard, 2, _TEN, 6, whole=False)
    heard.begins(2)
    heard.played(5)
    assert heard.cut(0) == "aaaa bbbb cccc dddd eeee"


def test_the_silence_around_a_sentence_counts_for_no_words() -> None:
    heard = HeardWords()
    heard.announced(1, _TEN, "c")
    heard.came(2, loud=False)
    heard.came(10, loud=True)
    heard.came(3, loud=False)
    heard.came_whole(1)
    heard.begins(1)
    heard.played(7)
    assert heard.cut(0) == "aaaa bbbb cccc dddd eeee"


def test_the_sentence_that_is_played_counts_and_not_the_one_that_comes() -> None:
    heard = HeardWords()
    _given(heard, 1, "one two three four", 4)
    _given(heard, 2, "five six seven eight", 4)
    heard.begins(1)
    heard.played(4)
    heard.ends(1)
    heard.begins(2)
    heard.played(2.2)
    assert heard.cut(0) == "five six"


def test_what_was_handed_out_whole_is_not_told_twice() -> None:
    heard = HeardWords()
    _given(heard, 1, _TEN, 4)
    heard.begins(1)
    heard.played(4)
    heard.ends(1)
    assert heard.cut(0) == ""


def test_a_sentence_is_cut_once() -> None:
    heard = HeardWords()
    _given(heard, 1, _TEN, 10)
    heard.begins(1)
    heard.played(5)
    assert heard.cut(0)
    assert heard.cut(0) == ""


def test_an_apology_that_is_not_kept_is_not_kept_in_part_either() -> None:
    heard = HeardWords()
    heard.announced(1, _TEN, "apology")
    heard.not_kept("apology")
    heard.came(10, loud=True)
    heard.begins(1)
    heard.played(5)
    assert heard.cut(0) == ""


def test_a_sentence_that_another_voice_begins_anew_counts_from_there() -> None:
    heard = HeardWords()
    _given(heard, 1, _TEN, 3, whole=False)
    heard.begins(1)
    heard.played(3)
    _given(heard, 1, _TEN, 10)
    heard.begins(1)
    heard.played(2)
    assert heard.cut(0) == "aaaa bbbb"
