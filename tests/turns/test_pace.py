from __future__ import annotations

import pytest

from repartee.turns.pace import Pace


def _pace(*pauses: float) -> Pace:
    pace = Pace()
    for secs in pauses:
        pace.went_on_after(secs)
    return pace


def test_a_stranger_is_waited_for_as_anybody() -> None:
    assert _pace(1.0, 1.0).slowness == 1.0


def test_who_thinks_long_is_waited_for_longer() -> None:
    assert _pace(0.7, 0.8, 0.75).slowness == pytest.approx(1.5)


def test_who_talks_fast_is_waited_for_no_less() -> None:
    assert _pace(0.3, 0.3, 0.3).slowness == 1.0


def test_nobody_is_waited_for_without_bounds() -> None:
    assert _pace(1.9, 1.9, 1.9).slowness == pytest.approx(1.6)


def test_gaps_between_words_and_between_turns_tell_nothing() -> None:
    assert _pace(0.1, 5.0, 0.1, 5.0).slowness == 1.0


def test_the_latest_pauses_count() -> None:
    assert _pace(*[0.8] * 8, *[0.3] * 8).slowness == 1.0
