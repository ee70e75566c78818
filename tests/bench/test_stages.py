"""A turn is taken apart by what its vendors were asked, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.bench.stages import stages
from repartee.bench.standins import Asked, Part, VendorDelays

DELAYS = VendorDelays(ears=0.15, brain=0.2, voice=0.1)
EARS, BRAIN, VOICE = Part.EARS, Part.BRAIN, Part.VOICE


def _asked(*parts: tuple[Part, float]) -> list[Asked]:
    return [Asked(part, at) for part, at in parts]


def test_each_stage_begins_where_the_one_before_it_ends() -> None:
    asked = _asked((EARS, 10.2), (BRAIN, 10.4), (VOICE, 10.7))
    found = stages(10.0, 10.85, asked, DELAYS)
    assert found is not None
    assert astuple(found) == pytest.approx((0.2, 0.15, 0.05, 0.2, 0.1, 0.1, 0.05))


def test_an_answer_begun_before_the_last_words_waits_less_for_them() -> None:
    asked = _asked((EARS, 10.2), (BRAIN, 10.25), (VOICE, 10.5))
    found = stages(10.0, 10.65, asked, DELAYS)
    assert found is not None
    assert (found.ears, found.decision) == pytest.approx((0.05, 0.0))


def test_an_answer_that_was_withdrawn_is_not_the_one_that_was_heard() -> None:
    asked = _asked((BRAIN, 9.5), (EARS, 10.2), (BRAIN, 10.4), (VOICE, 10.7))
    found = stages(10.0, 10.85, asked, DELAYS)
    assert found is not None
    assert found.pause == pytest.approx(0.2)


def test_who_asks_for_no_voice_cannot_be_taken_apart() -> None:
    assert stages(10.0, 11.0, _asked((EARS, 10.2), (BRAIN, 10.4)), DELAYS) is None


def test_what_was_asked_in_another_turn_does_not_count() -> None:
    earlier = _asked((EARS, 2.2), (BRAIN, 2.4), (VOICE, 2.7))
    assert stages(10.0, 11.0, earlier, DELAYS) is None


@given(st.floats(0.01, 2), st.floats(-1, 2), st.floats(0, 2), st.floats(0.01, 2))
def test_the_stages_sum_to_what_the_caller_waited(
    ears: float, brain: float, clause: float, way: float
) -> None:
    at = 10.0
    voice_at = at + brain + clause
    heard_at = max(voice_at, at + ears) + way
    asked = sorted(
        _asked((EARS, at + ears), (BRAIN, at + brain), (VOICE, voice_at)), key=lambda each: each.at
    )
    found = stages(at, heard_at, asked, DELAYS)
    assert found is not None
    assert sum(astuple(found)) == pytest.approx(heard_at - at)
    assert min(astuple(found)[1:]) >= 0
