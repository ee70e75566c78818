from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.engines.phrasebook.numerals import numbers_in, read_number, words_of


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("zero", 0),
        ("seventeen", 17),
        ("twenty five", 25),
        ("a hundred", 100),
        ("a hundred and five", 105),
        ("one thousand two hundred fifty", 1250),
        ("two hundred thousand", 200_000),
        ("two dozen", 24),
        ("three point one four", 3.14),
        ("two and a half", 2.5),
        ("negative five", -5),
        ("minus five", -5),
        ("1000", 1000),
        ("3.5 million", 3_500_000),
    ],
)
def test_a_number_is_read_to_its_end(said: str, value: float) -> None:
    words = said.split()

    assert read_number(words, 0) == (value, len(words))


@pytest.mark.parametrize("said", ["hello", "and", "hundred", "point", "minus", "a dog"])
def test_what_is_no_number_is_not_read_as_one(said: str) -> None:
    assert read_number(said.split(), 0) is None


def test_two_numbers_in_a_row_stay_two() -> None:
    assert read_number(["twenty", "thirty"], 0) == (20, 1)
    assert read_number(["seven", "three"], 0) == (7, 1)


def test_an_and_between_two_numbers_leaves_both_readings_open() -> None:
    found = numbers_in(["a", "hundred", "and", "two", "hundred"])

    assert (found["a hundred"], found["two hundred"]) == (100, 200)


def test_a_minus_between_two_numbers_is_no_sign() -> None:
    assert "minus five" not in numbers_in(["seven", "minus", "five"])


@given(st.integers(0, 999_999))
def test_every_number_is_read_as_it_is_said(value: int) -> None:
    words = words_of(value).split()

    assert read_number(words, 0) == (value, len(words))


@given(st.integers(0, 9_999))
def test_every_decimal_is_read_as_it_is_said(tenths: int) -> None:
    words = words_of(tenths / 10).split()

    assert read_number(words, 0) == (tenths / 10, len(words))


@given(st.text(min_size=1))
def test_no_word_makes_the_reader_stumble(word: str) -> None:
    read_number([word], 0)


def test_what_only_begins_like_a_number_is_none() -> None:
    assert read_number(["3²"], 0) is None
    assert read_number(["²"], 0) is None
