from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.simulator.delays import (
    PUBLISHED,
    BadDelayError,
    DelayChoice,
    Delays,
    Pace,
    parse_delays,
)
from repartee.simulator.registry import vendors


def test_every_vendor_has_published_delays() -> None:
    assert set(vendors()) <= set(PUBLISHED)


def test_a_factor_is_for_all_and_seconds_are_for_one() -> None:
    choice = parse_delays(["0.5", "openai=0.2"])
    assert choice == DelayChoice(0.5, {"openai": 0.2})
    assert choice.of("openai").brain.first_secs == 0.2
    published = PUBLISHED["anthropic"].brain.first_secs
    assert choice.of("anthropic").brain.first_secs == pytest.approx(published / 2)


@given(st.sampled_from(sorted(PUBLISHED)))
def test_a_factor_of_nothing_is_no_delay(vendor: str) -> None:
    assert parse_delays(["0"]).of(vendor) == Delays()


def test_seconds_to_the_first_leave_the_rest_as_it_is() -> None:
    delays = Delays(brain=Pace(1, 0.1), load_secs=2).first_after(0.3)
    assert delays.brain == Pace(0.3, 0.1)
    assert delays.load_secs == 2


@pytest.mark.parametrize("text", ["", "fast", "-1", "nan", "inf", "openai=", "openai=x", "=-1"])
def test_what_is_no_delay_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(BadDelayError, match=r"\.$"):
        parse_delays([text])
