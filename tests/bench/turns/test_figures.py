from __future__ import annotations

import numpy as np
import pytest

from repartee.bench.turns.figures import figures, outcome
from repartee.bench.turns.recordings import Piece, TurnRecording

PAUSED = TurnRecording(
    "paused", np.zeros(1, np.int16), (Piece("one", 0.6, 1.0), Piece("two", 2.0, 3.0))
)
WHOLE = TurnRecording("whole", np.zeros(1, np.int16), (Piece("one", 0.6, 3.0),))


def test_a_turn_that_ends_in_a_pause_is_a_cut_off_and_ends_once_more() -> None:
    found = outcome(PAUSED, [1.5, 3.4], [(1.3, True), (3.3, True)])
    assert found.cut_off == 1
    assert found.delay == pytest.approx(0.4)
    assert found.first_verdict is True
    assert found.looks == 2


def test_an_end_while_the_speaker_goes_on_is_still_one_of_the_pause() -> None:
    # The last words of the pause came when the speaker had begun again.
    assert outcome(PAUSED, [2.1, 3.4], []).cut_off == 1


def test_a_turn_that_outlives_its_pauses_is_none() -> None:
    found = outcome(PAUSED, [3.4], [(1.3, False), (3.3, False)])
    assert found.cut_off == 0
    assert found.first_verdict is False


def test_a_turn_without_an_end_counts_as_late() -> None:
    ended, endless = outcome(WHOLE, [3.4], []), outcome(WHOLE, [], [])
    found = figures([ended, endless])
    assert (found.late, found.never_ended, found.recordings) == (1, 1, 2)


def test_counts_are_of_what_can_go_wrong() -> None:
    cut = outcome(PAUSED, [1.5, 3.4], [])
    late = outcome(WHOLE, [6.2], [(3.3, False)])
    found = figures([cut, late, outcome(WHOLE, [3.4], [(3.3, True)])])
    assert (found.with_pauses, found.cut_off) == (1, 1)
    assert (found.late, found.unsure) == (1, 1)
    assert found.delay.median == pytest.approx(0.4)
    assert found.looks == pytest.approx(2 / 3)
