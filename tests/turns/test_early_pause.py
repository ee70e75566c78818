"""When ears are asked before it is sure that speech has ended."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.turns.early_pause import EarlyPause, EarlyPauseRules

WINDOW = 0.032
STOP = 0.2


class Caller:
    """Speaks and pauses on a clock of its own, a window of the detector at a time."""

    def __init__(self) -> None:
        self.now = 100.0
        self.asked_after: list[float] = []
        """The silences after which ears were asked."""
        self.pause = EarlyPause(lambda: self.now)

    def speaks(self, secs: float) -> None:
        for _ in range(round(secs / WINDOW)):
            self._hear(0.0)

    def pauses(self, secs: float) -> None:
        for window in range(1, round(secs / WINDOW) + 1):
            silent = window * WINDOW
            self._hear(silent if silent < STOP else math.inf)

    def _hear(self, silent_secs: float) -> None:
        self.now += WINDOW
        if self.pause.sound(silent_secs):
            self.asked_after.append(round(silent_secs, 3))


def test_ears_are_asked_after_a_tenth_of_a_second_of_silence_once_a_pause() -> None:
    caller = Caller()
    caller.speaks(0.5)
    caller.pauses(1.0)
    assert caller.asked_after == [0.096]


@pytest.mark.parametrize("secs", [WINDOW, 2 * WINDOW])
def test_a_gap_between_words_is_no_pause(secs: float) -> None:
    caller = Caller()
    caller.speaks(2.0)
    caller.pauses(secs)
    caller.speaks(1.0)
    assert not caller.asked_after


def test_they_are_asked_at_the_end_of_every_utterance_however_short() -> None:
    caller = Caller()
    for _ in range(4):
        caller.speaks(0.2)
        caller.pauses(0.6)
    assert caller.asked_after == [0.096] * 4


def test_after_one_in_mid_sentence_a_second_of_speech_must_come() -> None:
    caller = Caller()
    for secs in (0.5, 0.3, 0.3):
        caller.speaks(secs)
        caller.pauses(0.1)
    assert len(caller.asked_after) == 1
    caller.speaks(0.5)
    caller.pauses(0.6)
    assert len(caller.asked_after) == 2


def test_silence_is_waited_out_for_somebody_who_mostly_goes_on_after_a_short_one() -> None:
    caller = Caller()
    for _ in range(4):
        caller.speaks(1.2)
        caller.pauses(0.1)
    assert len(caller.asked_after) == 3  # the third was one too many
    caller.speaks(1.2)
    caller.pauses(0.6)
    assert caller.asked_after[3:] == [0.128]


def test_nobody_is_asked_early_where_no_short_silence_tells_anything() -> None:
    caller = Caller()
    for _ in range(8):
        caller.speaks(1.2)
        caller.pauses(0.17)
    before = len(caller.asked_after)
    caller.speaks(1.2)
    caller.pauses(0.6)
    assert len(caller.asked_after) == before <= 5


def test_somebody_who_stops_pausing_is_answered_soon_again() -> None:
    caller = Caller()
    for _ in range(8):
        caller.speaks(1.2)
        caller.pauses(0.17)
    for _ in range(6):
        caller.speaks(1.2)
        caller.pauses(0.6)
    assert caller.asked_after[-1] == 0.096


def test_a_gap_in_the_sound_is_no_speech() -> None:
    caller = Caller()
    caller.speaks(0.5)
    caller.pauses(0.1)
    caller.now += 60.0  # muted
    caller.speaks(0.3)
    caller.pauses(0.1)
    assert len(caller.asked_after) == 1


@given(st.lists(st.tuples(st.floats(0.05, 3.0), st.floats(0.03, 0.8)), max_size=30))
def test_between_two_questions_is_a_second_of_speech_or_the_end_of_an_utterance(
    talk: list[tuple[float, float]],
) -> None:
    caller = Caller()
    spoken, asked, least = math.inf, 0, EarlyPauseRules().spoken_secs - 2 * WINDOW
    for speech, silence in talk:
        caller.speaks(speech)
        spoken += round(speech / WINDOW) * WINDOW
        caller.pauses(silence)
        if len(caller.asked_after) > asked:
            assert len(caller.asked_after) == asked + 1
            assert spoken >= least
            asked, spoken = asked + 1, 0.0
        if round(silence / WINDOW) * WINDOW >= STOP:
            spoken = math.inf
