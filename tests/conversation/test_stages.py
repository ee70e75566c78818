from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.conversation.stages import STAGES, stages_ms, wait_ms


def test_words_that_came_before_the_decision_come_first() -> None:
    steps = {"paused": 100.0, "decided": 300.0, "words": 200.0, "heard": 500.0}
    assert stages_ms(steps) == {"paused": 100, "words": 100, "decided": 100, "heard": 200}


def test_what_comes_after_the_answer_was_heard_was_not_on_the_way() -> None:
    assert stages_ms({"heard": 400.0, "words": 900.0}) == {"heard": 400}


def test_where_nothing_was_heard_there_are_no_stages() -> None:
    assert stages_ms({"decided": 300.0}) == {}
    assert wait_ms({"decided": 300.0}) is None


@given(
    st.dictionaries(st.sampled_from(STAGES[:-1]), st.integers(0, 5000).map(float)),
    st.integers(0, 5000).map(float),
)
def test_stages_sum_to_the_wait(steps: dict[str, float], heard: float) -> None:
    told = {**steps, "heard": heard}
    assert sum(stages_ms(told).values()) == pytest.approx(wait_ms(told))
