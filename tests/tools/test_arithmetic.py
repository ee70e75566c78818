from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.tools.answer import Refusal
from repartee.tools.arithmetic import OPERATIONS, evaluate


@pytest.mark.parametrize(
    ("left", "operation", "right", "said"),
    [
        (15, "plus", 3, "15 plus 3 is 18."),
        (0.1, "plus", 0.2, "0.1 plus 0.2 is 0.3."),
        (10, "divided by", 3, "10 divided by 3 is about 3.33."),
        (20, "percent of", 80, "20 percent of 80 is 16."),
        (17, "remainder", 5, "The remainder of 17 divided by 5 is 2."),
        (81, "square root", 0, "The square root of 81 is 9."),
        (2, "square root", 0, "The square root of 2 is about 1.41."),
        (7, "squared", 0, "7 squared is 49."),
        (7, "half of", 0, "Half of 7 is 3.5."),
        (2, "to the power of", -3, "2 to the power of minus 3 is 0.125."),
        (9, "power", 0.5, "9 to the power of 0.5 is 3."),
        (-5, "-", 3, "Minus 5 minus 3 is minus 8."),
    ],
)
def test_sums_are_answered_in_a_sentence(
    left: float, operation: str, right: float, said: str
) -> None:
    assert evaluate(left, operation, right)["say"] == said


@pytest.mark.parametrize(
    ("left", "operation", "right", "part"),
    [
        (1, "divided by", 0, "divide by zero"),
        (1, "remainder", 0, "divide by zero"),
        (0, "power", -1, "zero"),
        (-4, "square root", 0, "no real square root"),
        (-4, "power", 0.5, "no real answer"),
        (9, "power", 1e9, "too big"),
        (10, "power", 100, "too big"),
        (float("inf"), "plus", 1, "too big"),
        (float("nan"), "plus", 1, "too big"),
        (1, "frobnicate", 1, "I can add"),
    ],
)
def test_a_sum_without_an_answer_is_explained(
    left: float, operation: str, right: float, part: str
) -> None:
    with pytest.raises(Refusal, match=part):
        evaluate(left, operation, right)


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_whole_numbers_add_exactly(left: int, right: int) -> None:
    assert evaluate(left, "plus", right)["result"] == left + right


@given(st.integers(0, 10**7))
def test_the_root_of_a_square_is_the_number(number: int) -> None:
    assert evaluate(number**2, "square root", 0)["result"] == number


@given(
    st.floats(),
    st.sampled_from([*OPERATIONS, "something else"]),
    st.floats(),
)
def test_any_sum_is_answered_or_refused(left: float, operation: str, right: float) -> None:
    try:
        said = evaluate(left, operation, right)["say"]
    except Refusal as refusal:
        said = refusal.say
    assert isinstance(said, str)
    assert said.endswith((".", "?"))
