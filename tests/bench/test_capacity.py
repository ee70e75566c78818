"""How many sessions a core holds is found in few trials."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from repartee.bench.capacity import CapacitySearch


def _trials(search: CapacitySearch, holds: int) -> list[int]:
    tried = []
    while (sessions := search.next()) is not None:
        tried.append(sessions)
        search.tried(sessions, held=sessions <= holds)
    return tried


def test_it_doubles_and_then_halves_what_lies_between() -> None:
    search = CapacitySearch(most=32)
    assert _trials(search, holds=6) == [1, 2, 4, 8, 6, 7]
    assert search.found == 6


def test_what_holds_even_the_most_may_hold_more() -> None:
    search = CapacitySearch(most=12)
    assert _trials(search, holds=100) == [1, 2, 4, 8, 12]
    assert search.reached_the_end


def test_what_does_not_hold_one_holds_none() -> None:
    search = CapacitySearch(most=32)
    assert _trials(search, holds=0) == [1]
    assert search.found == 0


def test_what_is_expected_is_tried_first_and_then_what_lies_near_it() -> None:
    assert _trials(CapacitySearch(most=32, expected=12), holds=13) == [1, 12, 18, 15, 13, 14]
    assert _trials(CapacitySearch(most=32, expected=4), holds=5) == [1, 4, 6, 5]
    assert _trials(CapacitySearch(most=32, expected=4), holds=3) == [1, 4, 2, 3]


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 50))
def test_it_finds_the_number_without_trying_any_twice(holds: int, most: int, expected: int) -> None:
    search = CapacitySearch(most, expected=expected)
    tried = _trials(search, holds)
    assert search.found == min(holds, most)
    assert len(tried) == len(set(tried))
