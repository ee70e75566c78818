from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.tools.spoken import (
    join,
    say_date,
    say_duration,
    say_number,
    say_time,
    shorten,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (18, "18"),
        (-5, "minus 5"),
        (0, "0"),
        (1984, "1,984"),
        (8.04672, "about 8.05"),
        (0.9144, "about 0.914"),
        (0.1, "0.1"),
        (Fraction(1, 3), "about 0.333"),
        (0.00012345, "about 0.000123"),
        (1e15, "1 times 10 to the power of 15"),
        (1.2345e-9, "about 1.23 times 10 to the power of minus 9"),
    ],
)
def test_numbers_have_as_many_digits_as_a_listener_can_use(
    value: Fraction | float, said: str
) -> None:
    assert str(say_number(value)) == said


@given(st.fractions(max_denominator=10**9))
def test_a_number_said_as_exact_is_that_number(value: Fraction) -> None:
    said = say_number(value)
    if said.exact and "times" not in said.text:
        assert Fraction(said.text.replace("minus ", "-").replace(",", "")) == value


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (10, 42, "ten forty two in the morning"),
        (9, 5, "nine oh five in the morning"),
        (15, 0, "three o'clock in the afternoon"),
        (19, 30, "seven thirty in the evening"),
        (23, 59, "eleven fifty nine at night"),
        (0, 0, "midnight"),
        (12, 0, "noon"),
        (0, 1, "twelve oh one at night"),
    ],
)
def test_times_are_said_as_people_say_them(hour: int, minute: int, said: str) -> None:
    assert say_time(datetime(2025, 11, 21, hour, minute)) == said  # noqa: DTZ001 - any zone


@pytest.mark.parametrize(("day", "said"), [(1, "1st"), (2, "2nd"), (11, "11th"), (23, "23rd")])
def test_dates_have_ordinals(day: int, said: str) -> None:
    assert f"November {said}, 2025" in say_date(date(2025, 11, day))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "less than a second"),
        (1, "1 second"),
        (90, "1 minute and 30 seconds"),
        (3600, "1 hour"),
        (3725, "1 hour and 2 minutes"),
        (86_400, "1 day"),
    ],
)
def test_durations_keep_to_two_units(seconds: float, said: str) -> None:
    assert say_duration(seconds) == said


def test_lists_are_joined_as_aloud() -> None:
    assert [join(["a"]), join(["a", "b"]), join(["a", "b", "c"], "or")] == [
        "a",
        "a and b",
        "a, b or c",
    ]


@given(st.text(max_size=300))
def test_a_shortened_text_stays_short(text: str) -> None:
    assert len(shorten(text)) <= 80 + len(" and so on")
