"""Figures say what was measured, and how sure that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.bench.figures import ratio, summary

DELAYS = st.lists(st.floats(0.01, 10), min_size=1, max_size=40)


def test_a_summary_has_the_middle_and_the_tail() -> None:
    found = summary([n / 100 for n in range(1, 102)])
    assert found.count == 101
    assert found.median == pytest.approx(0.51)
    assert found.p95 == pytest.approx(0.96)


def test_nothing_has_no_figures() -> None:
    with pytest.raises(ValueError, match="nothing"):
        summary([])
    with pytest.raises(ValueError, match="both"):
        ratio([1.0], [])


@given(DELAYS)
def test_who_takes_half_as_long_has_half_the_figure(delays: list[float]) -> None:
    found = ratio([each / 2 for each in delays], delays)
    assert found.value == pytest.approx(0.5)


def test_many_alike_are_surer_than_few_apart() -> None:
    sure = ratio([1.0, 1.1] * 50, [2.0, 2.1] * 50)
    unsure = ratio([0.5, 1.1, 2.0], [1.0, 2.1, 4.0])
    assert sure.high - sure.low < 0.1 < unsure.high - unsure.low
    assert sure.low <= sure.value <= sure.high
