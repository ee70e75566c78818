from __future__ import annotations

import pytest

from repartee.services.failover.chain import Patience
from repartee.services.failover.vigil import Vigil


class Watched:
    """A voice that is waited for, and a clock."""

    def __init__(self) -> None:
        self.now = 100.0
        patience = Patience(first_secs=1.0, stall_secs=3.0, budget_secs=5.0)
        self.vigil = Vigil(patience, lambda: self.now)


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_a_voice_hangs_if_no_sound_comes_in_time(watched: Watched) -> None:
    watched.vigil.begin()
    watched.now += 0.9
    assert watched.vigil.left_secs == pytest.approx(0.1)
    watched.vigil.begin()
    watched.now += 0.2
    assert watched.vigil.left_secs < 0, "more words must not buy it time"


def test_one_that_speaks_may_pause_for_longer(watched: Watched) -> None:
    watched.vigil.begin()
    watched.now += 0.9
    watched.vigil.spoke(all_said=False)
    watched.now += 2.9
    assert watched.vigil.left_secs == pytest.approx(0.1)


def test_one_that_has_said_all_is_not_waited_for(watched: Watched) -> None:
    watched.vigil.begin()
    watched.vigil.spoke(all_said=True)
    watched.now += 60
    assert watched.vigil.left_secs == 1.0


def test_whoever_takes_over_has_all_the_time_and_the_trouble_goes_on(watched: Watched) -> None:
    watched.vigil.begin()
    watched.now += 1.5
    assert watched.vigil.trouble() == pytest.approx(1.5)
    watched.vigil.begin_anew()
    assert watched.vigil.left_secs == 1.0
    watched.now += 2
    assert watched.vigil.trouble() == pytest.approx(3.5)
    watched.vigil.spoke(all_said=True)
    assert watched.vigil.trouble() == 0
